using System.Globalization;
using System.Text;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>Writes a configuration out in full, <c>key: value  # line 7</c>, comments aligned within a section.</summary>
internal sealed class EffectiveYaml(Language language)
{
    private const int CommentColumn = 44;
    private const string Hidden = "hidden";
    private readonly StringBuilder _text = new();

    public string Write(KitConfig config)
    {
        _text.Append("global:\n");
        GlobalSettings global = config.Global;
        Line(2, "ssh_keys_folder", YamlOutput.Quote(global.SshKeysFolder), global.Origins);
        Line(2, "portforward_config_check_interval_sec", Number((long)global.ConfigCheckInterval.TotalSeconds), global.Origins);
        Line(2, "http_proxy_port_pool", $"{{start: {Number(global.ProxyPorts.Start)}, end: {Number(global.ProxyPorts.End)}}}", global.Origins);
        Line(2, "provider", SettingWords.Of(global.Provider), global.Origins);
        Line(2, "language", SettingWords.Of(global.Language), global.Origins);
        Line(2, "idle", $"{{unmount_after: {Duration(global.Idle.UnmountAfter)}, stop_vm_after: {Duration(global.Idle.StopAfter)}}}", global.Origins);
        _text.Append(config.Machines.IsEmpty ? "vms: {}\n" : "vms:\n");
        foreach (MachineSettings machine in config.Machines)
            Write(machine);
        _text.Append(config.Mounts.IsEmpty ? "mounts: []\n" : "mounts:\n");
        foreach (MountSettings mount in config.Mounts)
            Write(mount);
        _text.Append(config.Agents.IsEmpty ? "agents: {}\n" : "agents:\n");
        foreach (AgentSettings agent in config.Agents)
            Write(agent);
        Write(config.Boxes);
        _text.Append("api:\n");
        Line(2, "listen", config.Api.Listen is { } listen ? YamlOutput.Quote(listen.ToString()) : "null", config.Api.Origins);
        Line(2, "rate_limit", $"{{requests: {Number(config.Api.RateRequests)}, window: {Duration(config.Api.RateWindow)}}}", config.Api.Origins);
        Line(2, "max_sessions", Number(config.Api.MostSessions), config.Api.Origins);
        Line(2, "webhooks", $"[{string.Join(", ", config.Api.Webhooks.Select(hook => $"{{url: {YamlOutput.Quote(SettingWords.Shown(hook.Url))}, secret_from: {Secret(hook.Secret)}}}"))}]", config.Api.Origins);
        Line(2, "webhook_hosts", YamlOutput.Flow(config.Api.WebhookHosts), config.Api.Origins);
        _text.Append("logging:\n");
        Line(2, "level", SettingWords.Of(config.Logging.Level), config.Logging.Origins);
        Line(2, "format", SettingWords.Of(config.Logging.Format), config.Logging.Origins);
        return _text.ToString();
    }

    private static string Duration(TimeSpan? duration) => duration is { } time ? $"{Number((long)time.TotalSeconds)}s" : "never";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Names(AllowedAgents? allowed) => allowed?.Names is { } names ? YamlOutput.Flow(names) : "null";

    private void Write(BoxSettings boxes)
    {
        _text.Append("boxes:\n");
        Line(2, "image", YamlOutput.Quote(boxes.Image), boxes.Origins);
        Line(2, "memory", boxes.Memory.ToConfig(), boxes.Origins);
        Line(2, "cpus", Number(boxes.Cores), boxes.Origins);
        Line(2, "pids", Number(boxes.Processes), boxes.Origins);
        Line(2, "network", SettingWords.Of(boxes.Network), boxes.Origins);
        Line(2, "allow", YamlOutput.Flow(boxes.Allow), boxes.Origins);
        Line(2, "ttl", Duration(boxes.Lifetime), boxes.Origins);
        Line(2, "max", Number(boxes.Most), boxes.Origins);
        Line(2, "exec_timeout", Duration(boxes.ExecutionLimit), boxes.Origins);
        Line(2, "pool", Number(boxes.Pool), boxes.Origins);
    }

    private void Write(MachineSettings machine)
    {
        KeyOrigins origins = machine.Origins;
        _text.Append("  ").Append(machine.Name).Append(":\n");
        Line(4, "cpu", Number(machine.Cores), origins);
        Line(4, "ram", machine.Memory.ToConfig(), origins);
        Line(4, "disk", machine.Disk.ToConfig(), origins);
        Line(4, "image", YamlOutput.Quote(machine.Image), origins);
        Line(4, "provider", SettingWords.Of(machine.Provider), origins);
        Line(4, "network", SettingWords.Of(machine.Network), origins);
        Line(4, "cloud-init", $"{{{string.Join(", ", ConfigWriter.CloudInitKeys(machine).Select(k => $"{YamlOutput.Quote(k)}: {Hidden}"))}}}", origins);
        Line(4, "allowed_agents", Names(machine.AllowedAgents), origins);
        Line(4, "other_folders", SettingWords.Of(machine.OtherFolders), origins);
        Line(4, "install", YamlOutput.Flow([.. machine.Install.Select(bundle => bundle.ToString())]), origins);
        Line(4, "ca_certificates", YamlOutput.Flow(machine.CertificateFiles), origins);
        Line(4, "package_mirrors", $"{{apt: {Address(machine.Mirrors.Apt)}, npm: {Address(machine.Mirrors.Npm)}, pip: {Address(machine.Mirrors.Pip)}}}", origins);
        Line(4, "proxychains", YamlOutput.Quote(machine.Proxychains?.ToString() ?? ""), origins);
        Line(4, "http_proxy", Proxy(machine.HttpProxy), origins);
        Line(4, "port-forwarding", $"[{string.Join(", ", machine.Forwards.Select(Forward))}]", origins);
        Line(4, "auto_ports", SettingWords.Of(machine.AutoPorts), origins);
    }

    private static string Proxy(HttpProxySettings proxy)
    {
        if (proxy.Url is { } url)
            return $"{{url: {Address(url)}}}";
        return proxy.Listen is { } listen
            ? $"{{upstream: {YamlOutput.Quote(proxy.ToString())}, listen: {YamlOutput.Quote(listen.ToString())}}}"
            : YamlOutput.Quote(proxy.ToString());
    }

    private static string Forward(ForwardSettings forward)
    {
        string host = forward.Host is { } address ? $"host-addr: {YamlOutput.Quote(address.ToString())}, " : "";
        return $"{{type: {SettingWords.Of(forward.Kind)}, {host}vm-addr: {YamlOutput.Quote(forward.Guest.ToString())}}}";
    }

    private static string Address(string? mirror) => PackageMirrors.Shown(mirror) is { } shown ? YamlOutput.Quote(shown) : "null";

    private void Write(MountSettings mount)
    {
        KeyOrigins origins = mount.Origins;
        int start = _text.Length;
        Line(4, "source", YamlOutput.Quote(mount.Source), origins);
        _text[start + 2] = '-';
        Line(4, "target", YamlOutput.Quote(mount.Target), origins);
        Line(4, "backup", YamlOutput.Quote(mount.Backup), origins);
        Line(4, "interval", Number((long)mount.Interval.TotalMinutes), origins);
        Line(4, "max_backups", Number(mount.MaxBackups), origins);
        Line(4, "backup_clean_method", SettingWords.Of(mount.Clean), origins);
        Line(4, "first_backup", SettingWords.Of(mount.FirstBackup), origins);
        Line(4, "vm", YamlOutput.Quote(mount.Machine), origins);
        Line(4, "allowed_agents", Names(mount.AllowedAgents), origins);
        Line(4, "backups", mount.Backups ? "on" : "off", origins);
        Line(4, "continuous", SettingWords.Of(mount.Continuous), origins);
        Line(4, "exclude", YamlOutput.Flow(mount.Exclude), origins);
        Line(4, "max_backup_size", mount.MaxBackupSize?.ToConfig() ?? "null", origins);
        Line(4, "max_snapshot_new_bytes", mount.MaxNewBytes.ToConfig(), origins);
        Line(4, "max_file_size", mount.MaxFileSize?.ToConfig() ?? "null", origins);
        Line(4, "max_files", Number(mount.MaxFiles), origins);
        Line(4, "min_free_space", mount.MinFreeSpace.ToConfig(), origins);
        Line(4, "type", SettingWords.Of(mount.Kind), origins);
        Line(4, "read_only", SettingWords.Of(mount.ReadOnly), origins);
        Line(4, "protect", YamlOutput.Flow(mount.Protect), origins);
        Line(4, "hide", YamlOutput.Flow(mount.Hide), origins);
        Line(4, "guest_local", YamlOutput.Flow(mount.GuestLocal), origins);
        Line(4, "tripwire", mount.Tripwire is { } tripwire ? $"{{files: {Number(tripwire.Files)}, percent: {Number(tripwire.Percent)}, seconds: {Number(tripwire.Seconds)}}}" : "off", origins);
        Line(4, "attribute_timeout", Number(mount.AttributeSeconds), origins);
        Line(4, "max_run_bytes", mount.MaxRunBytes?.ToConfig() ?? "null", origins);
        Line(4, "max_run_files", mount.MaxRunFiles is { } files ? Number(files) : "null", origins);
    }

    private void Write(AgentSettings agent)
    {
        KeyOrigins origins = agent.Origins;
        _text.Append("  ").Append(agent.Name).Append(":\n");
        Line(4, "type", agent.Type, origins);
        Line(4, "vm", agent.Machines.IsEmpty ? "null" : YamlOutput.Quote(agent.Machines[0]), origins);
        Line(4, "vms", YamlOutput.Flow(agent.Machines), origins);
        Line(4, "env", $"{{{string.Join(", ", agent.Env.Keys.Select(k => $"{k}: {Hidden}"))}}}", origins);
        Line(4, "env_from", $"{{{string.Join(", ", agent.EnvFrom.Select(e => $"{e.Key}: {Secret(e.Value)}"))}}}", origins);
        Line(4, "default-args", YamlOutput.Flow(ArgumentMask.Of(agent.DefaultArguments)), origins);
        Line(4, "proxychains", agent.OwnProxychains ? YamlOutput.Quote(agent.Proxychains?.ToString() ?? "") : "null", origins);
        Line(4, "http_proxy", agent.HttpProxy is { } proxy ? Proxy(proxy) : "null", origins);
        Line(4, "command", agent.Command.IsEmpty ? "null" : YamlOutput.Flow(ArgumentMask.Of(agent.Command)), origins);
        Line(4, "openai_api", OpenAi(agent.OpenAi), origins);
        Line(4, "version", agent.Version is { } version ? YamlOutput.Quote(version) : "null", origins);
        Line(4, "own_home", SettingWords.Of(agent.OwnHome), origins);
    }

    private static string OpenAi(OpenAiSettings? settings)
    {
        if (settings is null)
            return "null";
        string model = settings.Model is { } name ? $", model: {YamlOutput.Quote(name)}" : "";
        string key = settings.Key is { } from ? $", key_from: {Secret(from)}" : "";
        return $"{{url: {YamlOutput.Quote(settings.Url)}{model}{key}}}";
    }

    private static string Secret(SecretSource source) => $"{{{SettingWords.Of(source.Kind)}: {(source.Kind == SecretSourceKind.File ? "/" : "")}{Hidden}}}";

    private void Line(int indent, string key, string value, KeyOrigins origins)
    {
        string line = $"{new string(' ', indent)}{key}: {value}";
        string origin = origins.LineOf(key) is { } number
            ? new Text($"line {number}", $"строка {number}").In(language)
            : new Text("default", "по умолчанию").In(language);
        _text.Append(line.PadRight(CommentColumn)).Append("  # ").Append(origin).Append('\n');
    }
}
