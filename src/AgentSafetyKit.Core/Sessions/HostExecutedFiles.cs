using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Knows the files of a project that the user's own machine runs or obeys without being asked: an agent that changes one reaches out of its VM through the user's hands.
/// </summary>
public static class HostExecutedFiles
{
    private static readonly (string Prefix, Text Why)[] Folders =
    [
        (".git/hooks/", new Text("git runs it", "его запускает git")),
        (".husky/", new Text("git runs it", "его запускает git")),
        (".githooks/", new Text("git runs it", "его запускает git")),
        (".vscode/", new Text("the editor obeys it", "его слушается редактор")),
        (".idea/", new Text("the editor obeys it", "его слушается редактор")),
        (".devcontainer/", new Text("the editor runs it", "его запускает редактор")),
        (".github/workflows/", new Text("CI runs it", "его запускает CI")),
        (".circleci/", new Text("CI runs it", "его запускает CI")),
    ];

    private static readonly (string Name, Text Why)[] Names =
    [
        (".envrc", new Text("direnv runs it on entering the folder", "direnv запускает его при входе в папку")),
        (".gitlab-ci.yml", new Text("CI runs it", "его запускает CI")),
        ("Jenkinsfile", new Text("CI runs it", "его запускает CI")),
        (".pre-commit-config.yaml", new Text("git runs what it names", "git запускает то, что в нём названо")),
        (".lefthook.yml", new Text("git runs what it names", "git запускает то, что в нём названо")),
        (".gitattributes", new Text("git may run filters it names", "git может запустить названные в нём фильтры")),
        (".gitmodules", new Text("git fetches what it names", "git скачивает то, что в нём названо")),
        ("package.json", new Text("npm runs its scripts", "npm запускает его скрипты")),
        ("Makefile", new Text("make runs it", "его запускает make")),
        ("justfile", new Text("just runs it", "его запускает just")),
        ("setup.py", new Text("pip runs it", "его запускает pip")),
        ("conftest.py", new Text("pytest runs it", "его запускает pytest")),
        ("build.rs", new Text("cargo runs it", "его запускает cargo")),
        (".npmrc", new Text("npm obeys it", "его слушается npm")),
        (".tool-versions", new Text("version tools obey it", "его слушаются менеджеры версий")),
    ];

    /// <summary>Why a change of this file matters outside the VM; null for an ordinary one. The path is relative to the folder, escaped for printing.</summary>
    public static Text? WhyItMatters(string path)
    {
        // Not only at the top: a nested repository's hooks run as well.
        foreach ((string prefix, Text why) in Folders)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal) || path.Contains("/" + prefix, StringComparison.Ordinal))
                return why;
        }

        if (path == ".git/config" || path.EndsWith("/.git/config", StringComparison.Ordinal))
            return new Text("git runs commands it names", "git запускает названные в нём команды");
        string name = path[(path.LastIndexOf('/') + 1)..];
        return Array.Find(Names, known => known.Name == name) is { Name: not null } found ? found.Why : null;
    }
}
