using System.Text.RegularExpressions;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The keys of one agent in <c>agents</c>.</summary>
internal static partial class AgentKeys
{
    /// <summary>A known type, or one of the user's own.</summary>
    public static ScalarShape<string> Type { get; } = TypeShape();

    /// <summary>Where a secret comes from; what is written there is not shown in messages, it may be the secret itself by mistake.</summary>
    public static OneKeyShape SecretSource { get; } = new(
        new("{env: NAME}, {file: path} or {command: …}", "{env: ИМЯ}, {file: путь} или {command: …}"),
        new KeyRule("env", Shapes.VariableName),
        new KeyRule("file", Shapes.SecretFile),
        new KeyRule("command", Shapes.SecretCommand));

    public static ListShape Machines { get; } = new(new("a list of VMs, or \"a, b\"", "список ВМ или \"a, b\""), Shapes.Name, commaText: true);

    public static ListShape Arguments { get; } = new(new("a list of arguments", "список аргументов"), Shapes.Secret);

    public static ListShape Command { get; } = new(
        new("a list such as [bash, -l]", "список, например [bash, -l]"),
        Shapes.Secret,
        ifEmpty: new("has to begin with a program, such as [bash, -l]", "должен начинаться с программы, например [bash, -l]"));

    /// <summary>No password in it: an agent may get it among its arguments.</summary>
    public static ScalarShape<string> Url { get; } = new(new("an address such as http://127.0.0.1:8000/v1", "адрес, например http://127.0.0.1:8000/v1"), (text, _) => UrlPattern().IsMatch(text)
        ? text
        : ValueProblem.Invalid("is not an address such as http://127.0.0.1:8000/v1, without a password (that goes to key_from)", "это не адрес вида http://127.0.0.1:8000/v1 без пароля (ключ указывается в key_from)"));

    public static ScalarShape<string> Model { get; } = new(new("the name of a model", "имя модели"), (text, _) => ModelPattern().IsMatch(text)
        ? text
        : ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not the name of a model: letters, digits and ._:/@+-", $"{ProblemWords.Quoted(text)} — не имя модели: латинские буквы, цифры и ._:/@+-"));

    public static ScalarShape<string> Version { get; } = new(new("a version such as 1.2.3", "версия, например 1.2.3"), (text, _) => VersionPattern().IsMatch(text)
        ? text
        : ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not a version such as 1.2.3", $"{ProblemWords.Quoted(text)} — не версия вида 1.2.3"));

    public static MappingShape OpenAi { get; } = new(
        new("url, model and key_from", "url, model и key_from"), KeyRule.Needed("url", Url), new KeyRule("model", Model), new KeyRule("key_from", SecretSource));

    public static MappingShape Shape { get; } = new(
        new("the keys of an agent: type, …", "ключи агента: type, …"),
        KeyRule.Needed("type", Type),
        new KeyRule("vm", Shapes.Name, null),
        new KeyRule("vms", Machines, "[]"),
        new KeyRule("env", new DictionaryShape(new("variables with values", "переменные со значениями"), Shapes.VariableName, Shapes.Secret, nullable: true), "{}"),
        new KeyRule("env_from", new DictionaryShape(new("variables with sources", "переменные с источниками"), Shapes.VariableName, SecretSource), "{}"),
        new KeyRule("default-args", Arguments, "[]"),
        new KeyRule("openai_api", OpenAi),
        new KeyRule("proxychains", Shapes.Proxy),
        new KeyRule("http_proxy", MachineKeys.HttpProxy),
        new KeyRule("command", Command),
        new KeyRule("version", Version),
        new KeyRule("own_home", Shapes.Flag, "false"));

    private static ScalarShape<string> TypeShape()
    {
        ScalarShape<string> known = Shapes.Choice([.. AgentTypes.Known.Select(t => (t, t))]);
        return new(known.Expected, (text, context) => context.OwnAgentTypes.Contains(text) ? text : known.Parse(new YamlScalar(default, text, IsPlain: true), context));
    }

    [GeneratedRegex(@"\Ahttps?://[A-Za-z0-9._~:/\[\]%-]{1,1000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex UrlPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelPattern();

    [GeneratedRegex(@"\A[0-9][A-Za-z0-9.+_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();
}
