namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The keys of one VM in <c>vms</c>.</summary>
internal static class MachineKeys
{
    /// <summary>"filtered" is not a choice yet: a policy that can not be enforced is refused, never pretended.</summary>
    public static ScalarShape<MachineNetwork> Network { get; } = Shapes.Choice(("open", MachineNetwork.Open), ("none", MachineNetwork.None));

    public static ScalarShape<OtherFolders> OtherFolders { get; } = Shapes.Choice(("refuse", Configuration.OtherFolders.Refuse), ("unmount", Configuration.OtherFolders.Unmount));

    public static ListShape AllowedAgents { get; } = new(new("a list of agents, or \"a, b\"", "список агентов или \"a, b\""), Shapes.AgentReference, commaText: true);

    public static ListShape Install { get; } = new(new("a list of bundles", "список наборов"), Shapes.Bundle);

    public static ListShape CertificateFiles { get; } = new(new("a list of files", "список файлов"), Shapes.HostPath);

    public static EitherShape HttpProxy { get; } = new(
        new("an address, {url: …} or {upstream: …, listen: …}", "адрес, {url: …} или {upstream: …, listen: …}"),
        Shapes.Proxy,
        new MappingShape(new("url, or upstream and listen", "url либо upstream и listen"), new KeyRule("url", Shapes.ProxyUrl), new KeyRule("upstream", Shapes.Proxy), new KeyRule("listen", Shapes.Address)));

    public static ScalarShape<ForwardKind> ForwardKinds { get; } = Shapes.Choice(("local", ForwardKind.Local), ("remote", ForwardKind.Remote), ("socks5", ForwardKind.Socks5));

    private static readonly MappingShape PortForward = new(
        new("a forward: type, host-addr, vm-addr", "проброс: type, host-addr, vm-addr"),
        KeyRule.Needed("type", ForwardKinds),
        new KeyRule("host-addr", Shapes.Address),
        KeyRule.Needed("vm-addr", Shapes.Address));

    public static MappingShape Shape { get; } = new(
        new("the keys of a VM: cpu, ram, disk, …", "ключи ВМ: cpu, ram, disk, …"),
        KeyRule.Needed("cpu", Shapes.Cores),
        KeyRule.Needed("ram", Shapes.Memory),
        KeyRule.Needed("disk", Shapes.Disk),
        new KeyRule("image", Shapes.Image, "default"),
        new KeyRule("provider", GlobalKeys.Provider, "auto"),
        new KeyRule("network", Network, "open"),
        new KeyRule("cloud-init", new AnyMappingShape(new("a cloud-init mapping", "набор ключей cloud-init")), "{}"),
        new KeyRule("allowed_agents", AllowedAgents),
        new KeyRule("other_folders", OtherFolders, "refuse"),
        new KeyRule("install", Install, "[]"),
        new KeyRule("ca_certificates", CertificateFiles, "[]"),
        new KeyRule(
            "package_mirrors",
            new MappingShape(new("apt, npm and pip", "apt, npm и pip"), new KeyRule("apt", Shapes.Mirror), new KeyRule("npm", Shapes.Mirror), new KeyRule("pip", Shapes.Mirror)),
            "{apt: null, npm: null, pip: null}"),
        new KeyRule("proxychains", Shapes.Proxy, "\"\""),
        new KeyRule("http_proxy", HttpProxy, "\"\""),
        new KeyRule("port-forwarding", new ListShape(new("a list of forwards", "список пробросов"), PortForward), "[]"),
        new KeyRule("auto_ports", Shapes.Flag, "true"));
}
