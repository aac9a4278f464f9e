namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The keys of one agent in <c>agents</c>.</summary>
internal static class AgentKeys
{
    public static ScalarShape<string> Type { get; } = Shapes.Choice([.. AgentTypes.Known.Select(t => (t, t))]);

    /// <summary>Where a secret comes from; what is written there is not shown in messages, it may be the secret itself by mistake.</summary>
    public static OneKeyShape SecretSource { get; } = new(
        new("{env: NAME}, {file: path} or {command: …}", "{env: ИМЯ}, {file: путь} или {command: …}"),
        new KeyRule("env", Shapes.VariableName),
        new KeyRule("file", Shapes.SecretFile),
        new KeyRule("command", Shapes.SecretCommand));

    public static ListShape Machines { get; } = new(new("a list of VMs", "список VM"), Shapes.Name);

    public static ListShape Arguments { get; } = new(new("a list of arguments", "список аргументов"), Shapes.Secret);

    public static ListShape Command { get; } = new(
        new("a list such as [bash, -l]", "список, например [bash, -l]"),
        Shapes.Secret,
        ifEmpty: new("has to begin with a program, such as [bash, -l]", "должен начинаться с программы, например [bash, -l]"));

    public static MappingShape Shape { get; } = new(
        new("the keys of an agent: type, …", "ключи агента: type, …"),
        KeyRule.Needed("type", Type),
        new KeyRule("vm", Shapes.Name, null),
        new KeyRule("vms", Machines, "[]"),
        new KeyRule("env", new DictionaryShape(new("variables with values", "переменные со значениями"), Shapes.VariableName, Shapes.Secret, nullable: true), "{}"),
        new KeyRule("env_from", new DictionaryShape(new("variables with sources", "переменные с источниками"), Shapes.VariableName, SecretSource), "{}"),
        new KeyRule("default-args", Arguments, "[]"),
        KeyRule.Later(
            "openai_api",
            new MappingShape(new("url, model and key_from", "url, model и key_from"), KeyRule.Needed("url", Shapes.Secret), new KeyRule("model", Shapes.Word), new KeyRule("key_from", SecretSource))),
        new KeyRule("proxychains", Shapes.Proxy),
        new KeyRule("http_proxy", MachineKeys.HttpProxy),
        new KeyRule("command", Command),
        KeyRule.Later("version", Shapes.Word));
}
