namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The keys of <c>boxes</c>, <c>api</c> and <c>logging</c>.</summary>
internal static class ServiceKeys
{
    public static MappingShape Boxes { get; } = new(
        new("the keys of boxes", "ключи раздела boxes"),
        new KeyRule("image", Shapes.Word, "default"),
        new KeyRule("memory", Shapes.Size, "512M"),
        new KeyRule("cpus", Shapes.Count(1, 1024), "1"),
        new KeyRule("pids", Shapes.Count(1, 1_000_000), "100"),
        new KeyRule("network", Shapes.Choice(("none", "none"), ("filtered", "filtered"), ("open", "open")), "none"),
        new KeyRule("ttl", Shapes.Duration, "5m"),
        new KeyRule("max", Shapes.Count(1, 10_000), "10"),
        new KeyRule("exec_timeout", Shapes.Duration, "60s"));

    public static MappingShape Api { get; } = new(
        new("the keys of api", "ключи раздела api"),
        new KeyRule("listen", Shapes.Address),
        KeyRule.Later("tls", new MappingShape(new("cert and key", "cert и key"), KeyRule.Needed("cert", Shapes.HostPath), KeyRule.Needed("key", Shapes.HostPath))),
        KeyRule.Later(
            "rate_limit",
            new MappingShape(new("requests and window", "requests и window"), new KeyRule("requests", Shapes.Count(1, 1_000_000), "100"), new KeyRule("window", Shapes.Duration, "15m")),
            "{requests: 100, window: 15m}"),
        KeyRule.Later("max_sessions", Shapes.Count(1, 10_000), "10"));

    public static ScalarShape<LogLevel> Level { get; } =
        Shapes.Choice(("error", LogLevel.Error), ("warning", LogLevel.Warning), ("info", LogLevel.Info), ("debug", LogLevel.Debug), ("trace", LogLevel.Trace));

    public static MappingShape Logging { get; } = new(
        new("the keys of logging", "ключи раздела logging"),
        new KeyRule("level", Level, "info"),
        KeyRule.Later("format", Shapes.Choice(("auto", "auto"), ("text", "text"), ("json", "json"), ("journal", "journal")), "auto"));
}
