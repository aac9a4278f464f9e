using System.Text.RegularExpressions;
using AgentSafetyKit.Configuration.Schema;

namespace AgentSafetyKit.Agents;

/// <summary>The keys of a definition file. Names that come to a guest's shell are held to letters that mean nothing there, though they are quoted too.</summary>
internal static partial class DefinitionKeys
{
    public static ScalarShape<string> Word { get; } = new(new("a name without blanks", "имя без пробелов"), (text, _) => WordPattern().IsMatch(text)
        ? text
        : ValueProblem.Invalid("may have letters, digits and ./@:_{}- only", "допустимы только латинские буквы, цифры и ./@:_{}-"));

    /// <summary>Where programs come from: over TLS, and without a name and a password, which would stand in an argument vector.</summary>
    public static ScalarShape<string> Download { get; } = new(new("an address such as https://vendor.example/install.sh", "адрес, например https://vendor.example/install.sh"), (text, _) => DownloadPattern().IsMatch(text)
        ? text
        : ValueProblem.Invalid("has to be an address that begins with https:// and holds no user or password", "нужен адрес, который начинается с https:// и не содержит имени и пароля"));

    public static ScalarShape<string> Protocol { get; } = Shapes.Choice(("openai", "openai"), ("openai-responses", "openai-responses"), ("anthropic", "anthropic"), ("gemini", "gemini"));

    public static ScalarShape<string> Carried { get; } = Shapes.Choice(("text-analysis", "text-analysis"));

    public static ScalarShape<int> Node { get; } = Shapes.Count(1, 99);

    public static ListShape Texts { get; } = new(new("a list of texts", "список текстов"), Shapes.Text);

    public static ListShape Words { get; } = new(new("a list of names", "список имён"), Word);

    public static DictionaryShape Variables { get; } = new(new("variables with values", "переменные со значениями"), Shapes.VariableName, Shapes.Text);

    /// <summary>Which of them is there says how it is installed; the order is that of <see cref="InstallerKind"/>.</summary>
    public static IReadOnlyList<(string Key, InstallerKind Kind)> Kinds { get; } =
        [("npm", InstallerKind.Npm), ("pip", InstallerKind.Pip), ("script", InstallerKind.Script), ("release", InstallerKind.Release), ("source", InstallerKind.Source), ("carried", InstallerKind.Carried)];

    public static MappingShape Install { get; } = new(
        new("npm, pip, script, release or source, and what belongs to it", "npm, pip, script, release или source и то, что к нему относится"),
        new KeyRule("npm", Word),
        new KeyRule("pip", Word),
        new KeyRule("script", Download),
        new KeyRule("release", Word),
        new KeyRule("source", Download),
        new KeyRule("carried", Carried),
        new KeyRule("node", Node),
        new KeyRule("python", Word),
        new KeyRule("tag", Word),
        new KeyRule("asset", Word),
        new KeyRule("folder", Word),
        new KeyRule("package", Word),
        new KeyRule("made", Word),
        new KeyRule("arguments", Texts),
        new KeyRule("puts", Word),
        new KeyRule("version_env", Shapes.VariableName),
        new KeyRule("env", Variables));

    public static MappingShape OpenAi { get; } = new(
        new("protocol, key, …", "protocol, key, …"),
        KeyRule.Needed("protocol", Protocol),
        KeyRule.Needed("key", Shapes.VariableName),
        new KeyRule("args", Texts),
        new KeyRule("env", Variables),
        new KeyRule("model_args", Texts),
        new KeyRule("model_env", Variables),
        new KeyRule("needs_model", Shapes.Flag, "false"));

    public static MappingShape Root { get; } = new(
        new("the keys of an agent's definition", "ключи определения агента"),
        new KeyRule("about", Shapes.Text),
        new KeyRule("program", Word),
        new KeyRule("install", Install),
        new KeyRule("unattended", Texts),
        new KeyRule("keys", new ListShape(new("a list of variables", "список переменных"), Shapes.VariableName)),
        new KeyRule("home", Words),
        new KeyRule("log", Word),
        new KeyRule("env", Variables),
        new KeyRule("always", Variables),
        new KeyRule("openai", OpenAi));

    [GeneratedRegex(@"\A[A-Za-z0-9@.{][A-Za-z0-9./@:_{}-]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"\Ahttps://[A-Za-z0-9.\[\]-][A-Za-z0-9.:\[\]-]{0,254}(?:/[A-Za-z0-9._~:/?!$&()*+,;=%@-]{0,1500})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DownloadPattern();
}
