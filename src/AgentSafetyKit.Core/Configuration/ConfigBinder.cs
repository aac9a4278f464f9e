using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>From the checked tree to settings with all defaults. Never reports: whatever is wrong was reported by the schema and is taken as absent, so that the cross checks can still run.</summary>
internal sealed class ConfigBinder(ConfigContext context)
{
    private const string GuestHome = "/home/ubuntu";

    public KitConfig Bind(YamlNode? root)
    {
        var top = new Fields(root, context);
        GlobalSettings global = Global(new Fields(top.Node("global"), context));
        ImmutableArray<MachineSettings> machines = [.. top.Entries("vms").Select(e => Machine(e, global))];
        string first = machines.IsEmpty ? "" : machines[0].Name;
        ImmutableArray<YamlNode> mounts = top.Node("mounts") is YamlSequence list ? list.Items : [];
        return new KitConfig(
            global,
            machines,
            [.. mounts.Select((node, index) => Mount(new Fields(node, context), index, first))],
            [.. top.Entries("agents").Select(e => Agent(e, [.. machines.Select(m => m.Name)]))])
        {
            Boxes = top.Entries("boxes").IsEmpty ? BoxSettings.Default : Boxes(new Fields(top.Node("boxes"), context)),
            Api = top.Entries("api").IsEmpty ? ApiSettings.Default : Api(new Fields(top.Node("api"), context)),
            Logging = top.Entries("logging").IsEmpty ? LogSettings.Default : Logging(new Fields(top.Node("logging"), context)),
        };
    }

    private GlobalSettings Global(Fields fields)
    {
        PortRange proxyPorts = new NetworkBinder(context).ProxyPorts(fields);
        return new GlobalSettings(
            fields.Get("ssh_keys_folder", Shapes.HostPath, Path.Combine(context.ConfigFolder, "ssh")),
            TimeSpan.FromSeconds(fields.Get("portforward_config_check_interval_sec", GlobalKeys.CheckInterval, 10)),
            fields.Get("provider", GlobalKeys.Provider, ProviderChoice.Auto),
            fields.Get("language", GlobalKeys.Language, LanguageChoice.Auto),
            fields.Origins)
        {
            ProxyPorts = proxyPorts,
            Idle = fields.Entries("idle").IsEmpty ? IdleSettings.Never : Idle(new Fields(fields.Node("idle"), context)),
        };
    }

    private static BoxSettings Boxes(Fields fields)
    {
        BoxSettings usual = BoxSettings.Default;
        ImmutableArray<string> allow = fields.Texts("allow", ServiceKeys.BoxHosts) ?? [];
        return new BoxSettings(
            fields.Get("image", ServiceKeys.BoxImage, usual.Image),
            fields.Get("memory", ServiceKeys.BoxMemory, usual.Memory),
            fields.Get("cpus", ServiceKeys.Cores, usual.Cores),
            fields.Get("pids", ServiceKeys.Processes, usual.Processes),
            fields.Get("network", ServiceKeys.Network, usual.Network),
            fields.Get("ttl", Shapes.Duration, usual.Lifetime),
            fields.Get("max", ServiceKeys.Most, usual.Most),
            fields.Get("exec_timeout", Shapes.Duration, usual.ExecutionLimit),
            fields.Get("pool", ServiceKeys.Pool, usual.Pool),
            fields.Origins)
        {
            Allow = allow,
        };
    }

    private ApiSettings Api(Fields fields)
    {
        PortAddress? listen = NetworkBinder.Address(fields, "listen");
        int most = fields.Get("max_sessions", ServiceKeys.Most, ApiSettings.Default.MostSessions);
        ImmutableArray<string> hosts = fields.Texts("webhook_hosts", ServiceKeys.WebhookHosts) ?? [];
        ImmutableArray<WebhookSettings> hooks = [.. (fields.Items("webhooks") ?? []).Select(Webhook).OfType<WebhookSettings>()];
        // Reading a key is what notes its line.
        var rate = new Fields(fields.Node("rate_limit"), context);
        return new ApiSettings(listen, fields.Origins)
        {
            MostSessions = most,
            Webhooks = hooks,
            WebhookHosts = hosts,
            RateRequests = rate.Get("requests", ServiceKeys.RateRequests, ApiSettings.Default.RateRequests),
            RateWindow = rate.Get("window", Shapes.Duration, ApiSettings.Default.RateWindow),
        };
    }

    private WebhookSettings? Webhook(YamlNode node)
    {
        var fields = new Fields(node, context);
        string url = fields.Get("url", ServiceKeys.WebhookUrl, "");
        return url.Length > 0 && fields.Node("secret_from") is { } from && Secret(from) is { } secret ? new WebhookSettings(new Uri(url), secret) : null;
    }

    private static LogSettings Logging(Fields fields)
    {
        LogLevel level = fields.Get("level", ServiceKeys.Level, LogLevel.Info);
        LogFormat format = fields.Get("format", ServiceKeys.Format, LogFormat.Auto);
        return new LogSettings(level, format, fields.Origins);
    }

    private static IdleSettings Idle(Fields fields) => new(fields.Get("unmount_after", Shapes.Duration, null), fields.Get("stop_vm_after", Shapes.Duration, null));

    private MachineSettings Machine(YamlEntry entry, GlobalSettings global)
    {
        var fields = new Fields(entry.Value.IsNull ? entry.Key : entry.Value, context);
        ImmutableArray<Bundle> install = [.. (fields.Texts("install", MachineKeys.Install) ?? []).Select(BundleKinds.Find).OfType<Bundle>().Distinct()];
        ImmutableArray<string> certificates = fields.Texts("ca_certificates", MachineKeys.CertificateFiles) ?? [];
        var network = new NetworkBinder(context);
        ImmutableArray<ForwardSettings> forwards = network.Forwards(fields);
        OtherFolders others = fields.Get("other_folders", MachineKeys.OtherFolders, OtherFolders.Refuse);
        bool autoPorts = fields.Get("auto_ports", Shapes.Flag, true);
        ProxyAddress? proxychains = NetworkBinder.Proxychains(fields);
        HttpProxySettings httpProxy = network.HttpProxy(fields) ?? HttpProxySettings.None;
        PackageMirrors mirrors = fields.Entries("package_mirrors").IsEmpty ? PackageMirrors.None : Mirrors(new Fields(fields.Node("package_mirrors"), context));
        return new MachineSettings(
            entry.Key.Value,
            fields.Get("cpu", Shapes.Cores, 1),
            fields.Get("ram", Shapes.Memory, ByteSize.FromGibibytes(4)),
            fields.Get("disk", Shapes.Disk, ByteSize.FromGibibytes(20)),
            fields.Get("image", Shapes.Image, "default"),
            fields.Get("provider", GlobalKeys.Provider, global.Provider),
            fields.Get("network", MachineKeys.Network, MachineNetwork.Open),
            fields.Entries("cloud-init").IsEmpty ? "" : YamlOutput.Write(fields.Node("cloud-init")!),
            fields.Texts("allowed_agents", MachineKeys.AllowedAgents) is { } names ? new AllowedAgents(names) : AllowedAgents.All,
            fields.Origins)
        {
            OtherFolders = others,
            Install = install,
            CertificateFiles = certificates,
            Mirrors = mirrors,
            Forwards = forwards,
            AutoPorts = autoPorts,
            Proxychains = proxychains,
            HttpProxy = httpProxy,
        };
    }

    private static PackageMirrors Mirrors(Fields fields)
    {
        string? Address(string key) => fields.Get(key, Shapes.Mirror, "") is { Length: > 0 } given ? given : null;
        return new PackageMirrors(Address("apt"), Address("npm"), Address("pip"));
    }

    private MountSettings Mount(Fields fields, int index, string firstMachine)
    {
        string source = fields.Get("source", Shapes.HostPath, "");
        string name = Path.GetFileName(source);
        string target = fields.Get("target", Shapes.GuestPath, Path.Combine(GuestHome, name));
        ImmutableArray<string> exclude = fields.Texts("exclude", MountKeys.Exclude) ?? [];
        ImmutableArray<string> guestLocal = fields.Texts("guest_local", MountKeys.GuestLocal) ?? [];
        TripwireSettings? tripwire = Tripwire(fields);
        int attributeSeconds = fields.Get("attribute_timeout", MountKeys.AttributeSeconds, 1);
        int runFiles = fields.Get("max_run_files", MountKeys.MaxRunFiles, 0);
        ByteSize? Limit(string key) => fields.Get(key, Shapes.Size, default) is { Bytes: > 0 } limit ? limit : null;
        ByteSize? runBytes = Limit("max_run_bytes");
        return new MountSettings(
            index,
            source,
            target == "same" ? source : target,
            fields.Get("backup", Shapes.HostPath, source.Length == 0 ? "" : Path.Combine(Path.GetDirectoryName(source) ?? "/", "backups-" + name)),
            TimeSpan.FromMinutes(fields.Get("interval", MountKeys.Interval, 5)),
            fields.Get("max_backups", MountKeys.MaxBackups, 100),
            fields.Get("backup_clean_method", MountKeys.Clean, CleanMethod.Thin),
            fields.Get("first_backup", Shapes.Flag, true),
            fields.Get("vm", Shapes.Name, firstMachine),
            fields.Texts("allowed_agents", MachineKeys.AllowedAgents) is { } names ? new AllowedAgents(names) : null,
            fields.Get("backups", Shapes.OnOff, true),
            fields.Get("continuous", Shapes.Flag, true),
            Limit("max_backup_size"),
            fields.Get("max_snapshot_new_bytes", Shapes.Size, ByteSize.FromGibibytes(10)),
            Limit("max_file_size"),
            fields.Get("max_files", MountKeys.MaxFiles, 2_000_000),
            fields.Get("min_free_space", Shapes.SizeOrNone, ByteSize.FromGibibytes(2)),
            fields.Get("type", MountKeys.Kind, MountKind.Guarded),
            fields.Get("read_only", Shapes.Flag, false),
            Protect(fields),
            fields.Texts("hide", MountKeys.Patterns) ?? [],
            fields.Origins) with
        {
            ProtectsDefault = fields.Node("protect") is not YamlSequence || GivenToProtect(fields).Contains("default"),
            ProtectGiven = [.. GivenToProtect(fields).Where(path => path != "default")],
            Exclude = exclude,
            GuestLocal = guestLocal,
            Tripwire = tripwire,
            AttributeSeconds = attributeSeconds,
            MaxRunBytes = runBytes,
            MaxRunFiles = runFiles > 0 ? runFiles : null,
        };
    }

    /// <summary><c>default</c> also stands for the default paths within a list, so that a list can add to them.</summary>
    private static ImmutableArray<string> Protect(Fields fields)
    {
        if (fields.Node("protect") is not YamlSequence)
        {
            fields.Get("protect", (ScalarShape<string>)MountKeys.Protect.Scalar, "default");
            return ProtectedPaths.Default;
        }

        return [.. GivenToProtect(fields).SelectMany(p => p == "default" ? ProtectedPaths.Default : [p]).Distinct()];
    }

    private static ImmutableArray<string> GivenToProtect(Fields fields) => fields.Node("protect") is YamlSequence ? fields.Texts("protect", MountKeys.Patterns) ?? [] : [];

    private TripwireSettings? Tripwire(Fields mount)
    {
        TripwireSettings usual = TripwireSettings.Default;
        if (mount.Node("tripwire") is not YamlMapping)
            return mount.Get("tripwire", Shapes.OnOff, true) ? usual : null;
        mount.Entries("tripwire");
        var fields = new Fields(mount.Node("tripwire"), context);
        return new TripwireSettings(
            fields.Get("files", MountKeys.TripwireFiles, usual.Files), fields.Get("percent", MountKeys.TripwirePercent, usual.Percent), fields.Get("seconds", MountKeys.TripwireSeconds, usual.Seconds));
    }

    private AgentSettings Agent(YamlEntry entry, ImmutableArray<string> machines)
    {
        var fields = new Fields(entry.Value.IsNull ? entry.Key : entry.Value, context);
        string machine = fields.Get("vm", Shapes.Name, "");
        ImmutableArray<string> wanted = [.. (fields.Texts("vms", AgentKeys.Machines) ?? []).Prepend(machine).Where(m => m.Length > 0).Distinct()];
        if (wanted.IsEmpty)
            wanted = machines;
        var network = new NetworkBinder(context);
        ProxyAddress? proxychains = NetworkBinder.Proxychains(fields);
        HttpProxySettings? httpProxy = network.HttpProxy(fields);
        OpenAiSettings? openAi = fields.Entries("openai_api").IsEmpty ? null : OpenAi(fields.Node("openai_api")!);
        string version = fields.Get("version", AgentKeys.Version, "");
        bool ownHome = fields.Get("own_home", Shapes.Flag, false);
        return new AgentSettings(
            entry.Key.Value,
            fields.Get("type", AgentKeys.Type, ""),
            wanted,
            fields.Entries("env").Where(e => e.Value is YamlScalar).ToImmutableSortedDictionary(e => e.Key.Value, e => e.Value is YamlScalar { IsNull: false } scalar ? scalar.Value : "", StringComparer.Ordinal),
            fields.Entries("env_from").Select(e => (Name: e.Key.Value, Source: Secret(e.Value))).Where(e => e.Source is not null)
                .ToImmutableSortedDictionary(e => e.Name, e => e.Source!, StringComparer.Ordinal),
            fields.Texts("default-args", AgentKeys.Arguments) ?? [],
            fields.Texts("command", AgentKeys.Command) ?? [],
            fields.Origins)
        {
            OwnProxychains = fields.Node("proxychains") is not null,
            Proxychains = proxychains,
            HttpProxy = httpProxy,
            OpenAi = openAi,
            Version = version.Length > 0 ? version : null,
            OwnHome = ownHome,
        };
    }

    private OpenAiSettings? OpenAi(YamlNode node)
    {
        var fields = new Fields(node, context);
        string url = fields.Get("url", AgentKeys.Url, ""), model = fields.Get("model", AgentKeys.Model, "");
        return url.Length == 0 ? null : new OpenAiSettings(url, model.Length > 0 ? model : null, fields.Node("key_from") is { } key ? Secret(key) : null);
    }

    private SecretSource? Secret(YamlNode node)
    {
        var fields = new Fields(node, context);
        (SecretSourceKind Kind, string Reference)[] given =
        [
            (SecretSourceKind.Env, fields.Get("env", Shapes.VariableName, "")),
            (SecretSourceKind.File, fields.Get("file", Shapes.SecretFile, "")),
            (SecretSourceKind.Command, fields.Get("command", Shapes.SecretCommand, "")),
        ];
        return given.FirstOrDefault(g => g.Reference.Length > 0) is { Reference: { } reference } one ? new SecretSource(one.Kind, reference) : null;
    }
}
