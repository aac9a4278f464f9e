namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The table of all keys: the reader, config-example.yaml and the tests that hold them to each other go by it.</summary>
internal static class ConfigSchema
{
    public static MappingShape Root { get; } = new(
        new("keys with values", "набор ключей"),
        new KeyRule("global", GlobalKeys.Shape, null),
        new KeyRule("vms", new DictionaryShape(new("VMs by name", "набор ВМ с именами"), Shapes.Name, MachineKeys.Shape), null),
        new KeyRule("mounts", new ListShape(new("a list of mounts", "список монтирований"), MountKeys.Shape), null),
        new KeyRule("agents", new DictionaryShape(new("agents by name", "набор агентов с именами"), Shapes.Name, AgentKeys.Shape), null),
        new KeyRule("boxes", ServiceKeys.Boxes, "{image: default, memory: 512M, cpus: 1, pids: 100, network: none, allow: [], ttl: 5m, max: 10, exec_timeout: 60s, pool: 0}"),
        new KeyRule("api", ServiceKeys.Api, "{listen: null, tls: null, rate_limit: {requests: 100, window: 15m}, max_sessions: 10, webhooks: [], webhook_hosts: []}"),
        new KeyRule("logging", ServiceKeys.Logging, "{level: info, format: auto}"));

    /// <summary>Every key with its path, names chosen by the user as <c>*</c>: <c>vms.*.cpu</c>, <c>mounts[].source</c>.</summary>
    public static IEnumerable<(string Path, KeyRule Rule)> AllKeys() => KeysOf(Root, "");

    /// <summary>Where a key that is unknown here would be known, as whole paths: "vms.*.cpu, boxes.cpu"; empty if nowhere.</summary>
    public static string PathsOf(string key) => string.Join(", ", AllKeys().Where(k => k.Rule.Name == key).Select(k => k.Path).Distinct());

    private static IEnumerable<(string Path, KeyRule Rule)> KeysOf(ValueShape shape, string path) => shape switch
    {
        MappingShape mapping => mapping.Keys.SelectMany(rule => Below(rule, path)),
        OneKeyShape one => one.Keys.SelectMany(rule => Below(rule, path)),
        DictionaryShape dictionary => KeysOf(dictionary.Item, path + ".*"),
        ListShape list => KeysOf(list.Item, path + "[]"),
        EitherShape either => KeysOf(either.Structure, path),
        _ => [],
    };

    private static IEnumerable<(string Path, KeyRule Rule)> Below(KeyRule rule, string path)
    {
        string here = path.Length == 0 ? rule.Name : $"{path}.{rule.Name}";
        return KeysOf(rule.Shape, here).Prepend((here, rule));
    }
}
