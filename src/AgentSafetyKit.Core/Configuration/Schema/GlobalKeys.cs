namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The keys of <c>global</c>.</summary>
internal static class GlobalKeys
{
    public static ScalarShape<int> CheckInterval { get; } = Shapes.Count(1, 86_400);

    public static ScalarShape<int> ProxyPort { get; } = Shapes.Count(1024, 65535);

    public static ScalarShape<ProviderChoice> Provider { get; } = Shapes.Choice(("auto", ProviderChoice.Auto), ("multipass", ProviderChoice.Multipass), ("qemu", ProviderChoice.Qemu));

    public static ScalarShape<LanguageChoice> Language { get; } = Shapes.Choice(("auto", LanguageChoice.Auto), ("en", LanguageChoice.English), ("ru", LanguageChoice.Russian));

    public static MappingShape Shape { get; } = new(
        new("the keys of global", "ключи раздела global"),
        new KeyRule("ssh_keys_folder", Shapes.HostPath),
        new KeyRule("portforward_config_check_interval_sec", CheckInterval, "10"),
        new KeyRule(
            "http_proxy_port_pool",
            new MappingShape(new("start and end", "start и end"), KeyRule.Needed("start", ProxyPort), KeyRule.Needed("end", ProxyPort)),
            "{start: 48000, end: 49000}"),
        new KeyRule("provider", Provider, "auto"),
        new KeyRule("language", Language, "auto"),
        new KeyRule(
            "idle",
            new MappingShape(new("unmount_after and stop_vm_after", "unmount_after и stop_vm_after"), new KeyRule("unmount_after", Shapes.Duration, "never"), new KeyRule("stop_vm_after", Shapes.Duration, "never")),
            "{unmount_after: never, stop_vm_after: never}"));
}
