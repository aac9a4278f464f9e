using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Knows the files of a project that the user's own machine runs or obeys without being asked: an agent that changes one reaches out of its VM through the user's hands.
/// </summary>
public static class HostExecutedFiles
{
    private static readonly Text RunByGit = new("git runs it", "его запускает git");
    private static readonly Text NamesCommands = new("git runs commands it names", "git запускает названные в нём команды");
    private static readonly Text ElsewhereForGit = new("git obeys the folder it names", "git слушается папки, на которую он указывает");
    private static readonly Text EditorObeys = new("the editor obeys it", "его слушается редактор");
    private static readonly Text AgentObeys = new("agents on the host obey it", "его слушаются агенты на вашем компьютере");
    private static readonly Text RunByCi = new("CI runs it", "его запускает CI");
    private static readonly Text RunByMake = new("make runs it", "его запускает make");
    private static readonly Text RunByDotnet = new("dotnet runs what it names", "dotnet запускает то, что в нём названо");
    private static readonly Text CargoObeys = new("cargo runs what it names", "cargo запускает то, что в нём названо");

    private static readonly Text Dependencies = new("it says which packages are fetched", "он определяет, какие пакеты скачиваются");

    private static readonly (string Prefix, HostDanger Danger)[] Folders =
    [
        (".husky/", new(ReviewSeverity.AtOnce, RunByGit)),
        (".githooks/", new(ReviewSeverity.AtOnce, RunByGit)),
        (".vscode/", new(ReviewSeverity.WhenOpened, EditorObeys)),
        (".idea/", new(ReviewSeverity.WhenOpened, EditorObeys)),
        (".devcontainer/", new(ReviewSeverity.WhenOpened, new Text("the editor runs it", "его запускает редактор"))),
        (".claude/", new(ReviewSeverity.WhenOpened, AgentObeys)),
        (".cursor/", new(ReviewSeverity.WhenOpened, AgentObeys)),
        (".github/workflows/", new(ReviewSeverity.WhenStarted, RunByCi)),
        (".circleci/", new(ReviewSeverity.WhenStarted, RunByCi)),
    ];

    /// <summary>File names, or the ends of paths where there is a slash in them.</summary>
    private static readonly (string Name, HostDanger Danger)[] Names =
    [
        (".pre-commit-config.yaml", new(ReviewSeverity.AtOnce, new Text("git runs what it names", "git запускает то, что в нём названо"))),
        (".lefthook.yml", new(ReviewSeverity.AtOnce, new Text("git runs what it names", "git запускает то, что в нём названо"))),
        (".gitattributes", new(ReviewSeverity.AtOnce, new Text("git may run filters it names", "git может запустить названные в нём фильтры"))),
        (".gitmodules", new(ReviewSeverity.AtOnce, new Text("git fetches what it names", "git скачивает то, что в нём названо"))),
        (".envrc", new(ReviewSeverity.WhenOpened, new Text("direnv runs it on entering the folder", "direnv запускает его при входе в папку"))),
        (".backupignore", new(ReviewSeverity.WhenOpened, new Text("it decides what is backed up", "он решает, что попадает в резервные копии"))),
        (".exrc", new(ReviewSeverity.WhenOpened, EditorObeys)),
        (".mcp.json", new(ReviewSeverity.WhenOpened, new Text("agents on the host run what it names", "агенты на вашем компьютере запускают то, что в нём названо"))),
        (".tool-versions", new(ReviewSeverity.WhenOpened, new Text("version tools obey it", "его слушаются менеджеры версий"))),
        (".gitlab-ci.yml", new(ReviewSeverity.WhenStarted, RunByCi)),
        ("Jenkinsfile", new(ReviewSeverity.WhenStarted, RunByCi)),
        ("package.json", new(ReviewSeverity.WhenStarted, new Text("npm runs its scripts", "npm запускает его скрипты"))),
        (".npmrc", new(ReviewSeverity.WhenStarted, new Text("npm obeys it", "его слушается npm"))),
        ("Makefile", new(ReviewSeverity.WhenStarted, RunByMake)),
        ("makefile", new(ReviewSeverity.WhenStarted, RunByMake)),
        ("GNUmakefile", new(ReviewSeverity.WhenStarted, RunByMake)),
        ("CMakeLists.txt", new(ReviewSeverity.WhenStarted, new Text("cmake runs it", "его запускает cmake"))),
        ("justfile", new(ReviewSeverity.WhenStarted, new Text("just runs it", "его запускает just"))),
        ("setup.py", new(ReviewSeverity.WhenStarted, new Text("pip runs it", "его запускает pip"))),
        ("conftest.py", new(ReviewSeverity.WhenStarted, new Text("pytest runs it", "его запускает pytest"))),
        ("build.rs", new(ReviewSeverity.WhenStarted, new Text("cargo runs it", "его запускает cargo"))),
        (".cargo/config.toml", new(ReviewSeverity.WhenStarted, CargoObeys)),
        (".cargo/config", new(ReviewSeverity.WhenStarted, CargoObeys)),
        ("Directory.Build.props", new(ReviewSeverity.WhenStarted, RunByDotnet)),
        ("Directory.Build.targets", new(ReviewSeverity.WhenStarted, RunByDotnet)),
        ("Gemfile", new(ReviewSeverity.WhenStarted, new Text("bundler runs it", "его запускает bundler"))),
        ("build.gradle", new(ReviewSeverity.WhenStarted, new Text("gradle runs it", "его запускает gradle"))),
        ("build.gradle.kts", new(ReviewSeverity.WhenStarted, new Text("gradle runs it", "его запускает gradle"))),
        ("pom.xml", new(ReviewSeverity.WhenStarted, new Text("maven runs what it names", "maven запускает то, что в нём названо"))),
        ("composer.json", new(ReviewSeverity.WhenStarted, new Text("composer runs its scripts", "composer запускает его скрипты"))),
        ("pyproject.toml", new(ReviewSeverity.WhenStarted, new Text("pip runs the build it names", "pip запускает названную в нём сборку"))),
        .. Lists(
            "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "requirements.txt", "Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock", "go.mod", "go.sum", "Cargo.toml",
            "Cargo.lock", "Gemfile.lock", "composer.lock", "packages.lock.json", "Directory.Packages.props"),
    ];

    /// <summary>What git's own hand makes of a configuration in a folder that has the marks of a repository without a work tree.</summary>
    public static HostDanger BareRepositoryConfig { get; } = new(ReviewSeverity.AtOnce, NamesCommands);

    /// <summary>Why a change of this file matters outside the VM; null for an ordinary one.</summary>
    /// <param name="path">Relative to the folder, escaped for printing.</param>
    /// <param name="isLink">A symbolic link: it may stand for a whole folder.</param>
    public static HostDanger? Find(string path, bool isLink)
    {
        // Not only at the top: a nested repository's hooks run as well.
        string rooted = "/" + path + (isLink ? "/" : "");
        if (InGit(rooted, isLink) is { } git)
            return git;
        foreach ((string prefix, HostDanger danger) in Folders)
        {
            if (rooted.Contains("/" + prefix, StringComparison.Ordinal) || (isLink && IsOnTheWayTo(prefix, rooted)))
                return danger;
        }

        string file = "/" + path;
        foreach ((string name, HostDanger danger) in Names)
        {
            if (file.EndsWith("/" + name, StringComparison.Ordinal) || (isLink && IsOnTheWayTo(name, rooted)))
                return danger;
        }

        if (IsRequirements(path[(path.LastIndexOf('/') + 1)..]))
            return new HostDanger(ReviewSeverity.WhenStarted, Dependencies);
        return file.EndsWith(".csproj", StringComparison.Ordinal) ? new HostDanger(ReviewSeverity.WhenStarted, RunByDotnet) : null;
    }

    /// <summary>Lists of packages: the next installation on the host fetches what stands there, and runs it.</summary>
    private static IEnumerable<(string Name, HostDanger Danger)> Lists(params string[] names) => names.Select(name => (name, new HostDanger(ReviewSeverity.WhenStarted, Dependencies)));

    /// <summary>Such as requirements-dev.txt.</summary>
    private static bool IsRequirements(string name) => name.StartsWith("requirements", StringComparison.Ordinal) && name.EndsWith(".txt", StringComparison.Ordinal);

    /// <summary>gitrepository-layout(5): hooks and configurations, those of submodules and of further work trees too, and the files that name another folder to look in.</summary>
    private static HostDanger? InGit(string rooted, bool isLink)
    {
        int start = rooted.IndexOf("/.git/", StringComparison.Ordinal);
        if (start < 0)
            return rooted.EndsWith("/.git", StringComparison.Ordinal) ? new HostDanger(ReviewSeverity.AtOnce, ElsewhereForGit) : null;
        // Git itself makes no links in there.
        if (isLink)
            return new HostDanger(ReviewSeverity.AtOnce, new Text("git follows it", "git пойдёт по этой ссылке"));
        string inside = rooted[(start + "/.git".Length)..];
        if (inside.StartsWith("/refs/", StringComparison.Ordinal) || inside.StartsWith("/logs/", StringComparison.Ordinal) || inside.StartsWith("/objects/", StringComparison.Ordinal))
            return null;
        if (inside.Contains("/hooks/", StringComparison.Ordinal))
            return inside.EndsWith(".sample", StringComparison.Ordinal) ? null : new HostDanger(ReviewSeverity.AtOnce, RunByGit);
        if (inside.EndsWith("/config", StringComparison.Ordinal) || inside.EndsWith("/config.worktree", StringComparison.Ordinal))
            return new HostDanger(ReviewSeverity.AtOnce, NamesCommands);
        if (inside.EndsWith("/info/attributes", StringComparison.Ordinal))
            return new HostDanger(ReviewSeverity.AtOnce, new Text("git may run filters it names", "git может запустить названные в нём фильтры"));
        bool leadsOn = inside.EndsWith("/commondir", StringComparison.Ordinal) || inside.EndsWith("/gitdir", StringComparison.Ordinal) || inside.EndsWith("/.git", StringComparison.Ordinal);
        return leadsOn ? new HostDanger(ReviewSeverity.AtOnce, ElsewhereForGit) : null;
    }

    /// <summary>Whether a link stands where one of the folders above what is watched would: <c>.github</c> for <c>.github/workflows/</c>.</summary>
    private static bool IsOnTheWayTo(string watched, string rootedLink)
    {
        for (int slash = watched.IndexOf('/'); slash >= 0; slash = watched.IndexOf('/', slash + 1))
        {
            if (rootedLink.EndsWith(string.Concat("/", watched.AsSpan(0, slash + 1)), StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
