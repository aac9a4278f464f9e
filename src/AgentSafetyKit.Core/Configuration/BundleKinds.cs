using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>The bundles there are, and how they are written. Each has a script of its name among those of the guest.</summary>
public static partial class BundleKinds
{
    public static ImmutableArray<BundleKind> All { get; } =
    [
        new("python", true, new Text("Python with pip and venv", "Python с pip и venv")),
        new("nodejs", true, new Text("Node.js with npm", "Node.js с npm")),
        new("rust", false, new Text("Rust with cargo", "Rust с cargo")),
        new("golang", false, new Text("Go", "Go")),
        new("docker", false, new Text("Docker, its daemon running", "Docker с запущенной службой")),
        new("podman", false, new Text("Podman, for use without root", "Podman для работы без root")),
        new("pyenv", false, new Text("pyenv, to build any Python", "pyenv: сборка любых версий Python")),
        new("nvm", false, new Text("nvm, to fetch any Node.js", "nvm: загрузка любых версий Node.js")),
    ];

    public static IEnumerable<string> Names => All.Select(kind => kind.Name);

    /// <summary>What the user named on the command line.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>.</exception>
    public static Bundle Require(string text)
    {
        Parsed<Bundle> parsed = Parse(text);
        if (parsed.Problem is not { } problem)
            return parsed.Value;
        string shown = Printable.Escape(text.Length > 64 ? text[..64] : text);
        throw new KitException(
            ErrorCode.UnknownName,
            new Text($"bundle '{shown}' can not be installed", $"набор «{shown}» не установить"),
            problem.Message,
            problem.Suggestion is { } nearest ? Text.Verbatim($"agsekit install-bundle {nearest}") : Text.Verbatim("agsekit list-bundles"));
    }

    /// <summary>The bundle a text names, or null.</summary>
    public static Bundle? Find(string text) => Parse(text) is { Problem: null } parsed ? parsed.Value : null;

    internal static Parsed<Bundle> Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon], version = colon < 0 ? "" : text[(colon + 1)..];
        BundleKind? kind = All.FirstOrDefault(one => one.Name == name);
        if (kind is null)
        {
            string? near = NearestName.Find(name, Names);
            string names = string.Join(", ", Names);
            bool keeps = near is not null && VersionPattern().IsMatch(version) && All.Single(one => one.Name == near).TakesVersion;
            return ValueProblem.Invalid(
                $"{ProblemWords.Quoted(text)} is not one of the bundles {names}", $"{ProblemWords.Quoted(text)} — не из числа наборов {names}", keeps ? $"{near}:{version}" : near);
        }

        if (colon >= 0 && !kind.TakesVersion)
            return ValueProblem.Invalid($"{ProblemWords.Quoted(text)}: a version of {name} can not be chosen", $"{ProblemWords.Quoted(text)}: версию {name} выбрать нельзя", name);
        return colon < 0 || VersionPattern().IsMatch(version)
            ? new Bundle(name, version)
            : ValueProblem.Invalid($"{ProblemWords.Quoted(text)}: a version is digits and dots, such as 20 or 3.12", $"{ProblemWords.Quoted(text)}: версия — это цифры и точки, например 20 или 3.12");
    }

    [GeneratedRegex(@"\A[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();
}
