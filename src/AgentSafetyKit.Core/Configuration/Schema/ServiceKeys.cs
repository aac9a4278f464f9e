using System.Text.RegularExpressions;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The keys of <c>boxes</c>, <c>api</c> and <c>logging</c>.</summary>
internal static partial class ServiceKeys
{
    /// <summary>A reference as Podman takes it, with its registry; never an option.</summary>
    public static ScalarShape<string> BoxImage { get; } = new(new("an image such as docker.io/library/debian:12", "образ, например docker.io/library/debian:12"), (text, _) => IsImage(text)
        ? text
        : ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not an image: default, or one with its registry such as docker.io/library/debian:12", $"{ProblemWords.Quoted(text)} — не образ: default или образ вместе с реестром, например docker.io/library/debian:12"));

    /// <summary>Less does not start a container.</summary>
    public static ScalarShape<ByteSize> BoxMemory { get; } = Shapes.SizeOf(ByteSize.FromMebibytes(16));

    public static ScalarShape<int> Cores { get; } = Shapes.Count(1, 1024);

    public static ScalarShape<int> Processes { get; } = Shapes.Count(8, 1_000_000);

    public static ScalarShape<BoxNetwork> Network { get; } = Shapes.Choice(("none", BoxNetwork.None), ("filtered", BoxNetwork.Filtered), ("open", BoxNetwork.Open));

    /// <summary>In small letters: two spellings would be two hosts.</summary>
    public static ListShape BoxHosts { get; } = new(
        new("a list of hosts such as [pypi.org, '*.npmjs.org', 'mirror.example.org:8443']", "список хостов, например [pypi.org, '*.npmjs.org', 'mirror.example.org:8443']"),
        new ScalarShape<string>(new("a host such as pypi.org or '*.npmjs.org:443'", "хост, например pypi.org или '*.npmjs.org:443'"), (text, _) => BoxHostPattern().IsMatch(text)
            ? text
            : ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not a host such as pypi.org, '*.npmjs.org' or mirror.example.org:8443, in small letters", $"{ProblemWords.Quoted(text)} — не хост вида pypi.org, '*.npmjs.org' или mirror.example.org:8443, строчными буквами")));

    public static ScalarShape<int> Most { get; } = Shapes.Count(1, 10_000);

    public static ScalarShape<int> Pool { get; } = Shapes.Count(0, 100);

    public static ScalarShape<int> RateRequests { get; } = Shapes.Count(1, 1_000_000);

    /// <summary>What it holds may be meant for its host alone, so it is not shown.</summary>
    public static ScalarShape<string> WebhookUrl { get; } = new(new("an address such as http://127.0.0.1:9000/ended", "адрес, например http://127.0.0.1:9000/ended"), (text, _) => WebhookPattern().IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out Uri? _)
        ? text
        : ValueProblem.Invalid("is not an address such as http://127.0.0.1:9000/ended or https://hooks.example.org/ended, without a password", "это не адрес вида http://127.0.0.1:9000/ended или https://hooks.example.org/ended, без пароля"));

    public static ListShape WebhookHosts { get; } = new(
        new("a list of hosts such as [hooks.example.org]", "список хостов, например [hooks.example.org]"),
        new ScalarShape<string>(new("a host such as hooks.example.org", "хост, например hooks.example.org"), (text, _) => HostPattern().IsMatch(text)
            ? text
            : ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not a host such as hooks.example.org", $"{ProblemWords.Quoted(text)} — не хост вида hooks.example.org")));

    public static MappingShape Boxes { get; } = new(
        new("the keys of boxes", "ключи раздела boxes"),
        new KeyRule("image", BoxImage, BoxSettings.DefaultImage),
        new KeyRule("memory", BoxMemory, "512M"),
        new KeyRule("cpus", Cores, "1"),
        new KeyRule("pids", Processes, "100"),
        new KeyRule("network", Network, "none"),
        new KeyRule("allow", BoxHosts, "[]"),
        new KeyRule("ttl", Shapes.Duration, "5m"),
        new KeyRule("max", Most, "10"),
        new KeyRule("exec_timeout", Shapes.Duration, "60s"),
        new KeyRule("pool", Pool, "0"));

    public static MappingShape Api { get; } = new(
        new("the keys of api", "ключи раздела api"),
        new KeyRule("listen", Shapes.Address),
        KeyRule.Later("tls", new MappingShape(new("cert and key", "cert и key"), KeyRule.Needed("cert", Shapes.HostPath), KeyRule.Needed("key", Shapes.HostPath))),
        new KeyRule(
            "rate_limit",
            new MappingShape(new("requests and window", "requests и window"), new KeyRule("requests", RateRequests, "100"), new KeyRule("window", Shapes.Duration, "15m")),
            "{requests: 100, window: 15m}"),
        new KeyRule("max_sessions", Most, "10"),
        new KeyRule(
            "webhooks",
            new ListShape(
                new("a list of addresses with their keys", "список адресов с ключами"),
                new MappingShape(new("url and secret_from", "url и secret_from"), KeyRule.Needed("url", WebhookUrl), KeyRule.Needed("secret_from", AgentKeys.SecretSource))),
            "[]"),
        new KeyRule("webhook_hosts", WebhookHosts, "[]"));

    public static ScalarShape<LogLevel> Level { get; } =
        Shapes.Choice(("error", LogLevel.Error), ("warning", LogLevel.Warning), ("info", LogLevel.Info), ("debug", LogLevel.Debug), ("trace", LogLevel.Trace));

    public static ScalarShape<LogFormat> Format { get; } = Shapes.Choice(("auto", LogFormat.Auto), ("text", LogFormat.Text), ("json", LogFormat.Json), ("journal", LogFormat.Journal));

    public static MappingShape Logging { get; } = new(
        new("the keys of logging", "ключи раздела logging"),
        new KeyRule("level", Level, "info"),
        new KeyRule("format", Format, "auto"));

    /// <summary>As the reference grammar of container images has it, less what needs no registry's name: that would be looked for at places of somebody else's choice.</summary>
    public static bool IsImage(string text) => text == BoxSettings.DefaultImage || ImagePattern().IsMatch(text);

    [GeneratedRegex(@"\Ahttps?://(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~:/?!$&()*+,;=%@-]{0,1000})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex WebhookPattern();

    [GeneratedRegex(@"\A(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"\A(?:\*\.)?(?=[^:]{1,253}(?:[:]|\z))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex BoxHostPattern();

    [GeneratedRegex(@"\A(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::[0-9]{1,5})?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*){1,8}(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImagePattern();
}
