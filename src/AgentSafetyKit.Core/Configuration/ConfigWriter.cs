using System.Collections.Immutable;
using System.Text.Json;
using AgentSafetyKit.Configuration.Effective;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>Shows the settings that hold, with their origin: as YAML for people, as records for programs. Nothing that could be a secret is in either.</summary>
public static class ConfigWriter
{
    /// <summary>Valid YAML that reads as a configuration; each line says where its value comes from.</summary>
    public static string ToYaml(KitConfig config, Language language) => new EffectiveYaml(language).Write(config);

    public static string ToJson(KitConfig config) => JsonSerializer.Serialize(ToRecord(config), EffectiveConfigJson.Default.EffectiveConfig);

    public static EffectiveConfig ToRecord(KitConfig config) => new(
        new EffectiveGlobal(config.Global.SshKeysFolder, (int)config.Global.ConfigCheckInterval.TotalSeconds, config.Global.ProxyPorts.Start, config.Global.ProxyPorts.End, SettingWords.Of(config.Global.Provider), SettingWords.Of(config.Global.Language), (long?)config.Global.Idle.UnmountAfter?.TotalSeconds, (long?)config.Global.Idle.StopAfter?.TotalSeconds),
        [.. config.Machines.Select((m, i) => Machine(m, i == 0))],
        [.. config.Mounts.Select(Mount)],
        [.. config.Agents.Select(Agent)],
        EffectiveBoxes.Of(config.Boxes),
        config.Api.Listen?.ToString(),
        EffectiveApi.Of(config.Api),
        SettingWords.Of(config.Logging.Level),
        SettingWords.Of(config.Logging.Format),
        SetAt(config));

    /// <summary>The top-level keys of a machine's cloud-init.</summary>
    internal static ImmutableArray<string> CloudInitKeys(MachineSettings machine) =>
        machine.CloudInit.Length > 0 && YamlDocument.Parse(machine.CloudInit, new ConfigProblemList()) is YamlMapping mapping ? [.. mapping.Entries.Select(e => e.Key.Value)] : [];

    private static EffectiveMachine Machine(MachineSettings m, bool isDefault) => new(
        m.Name, isDefault, m.Cores, m.Memory.Bytes, m.Disk.Bytes, m.Image, SettingWords.Of(m.Provider), SettingWords.Of(m.Network), CloudInitKeys(m), m.AllowedAgents.Names,
        SettingWords.Of(m.OtherFolders), [.. m.Install.Select(bundle => bundle.ToString())], m.CertificateFiles,
        new EffectiveMirrors(PackageMirrors.Shown(m.Mirrors.Apt), PackageMirrors.Shown(m.Mirrors.Npm), PackageMirrors.Shown(m.Mirrors.Pip)),
        m.Proxychains?.ToString(), m.HttpProxy.IsNone ? null : EffectiveHttpProxy.Of(m.HttpProxy),
        [.. m.Forwards.Select(forward => new EffectiveForward(SettingWords.Of(forward.Kind), forward.Host?.ToString(), forward.Guest.ToString()))], m.AutoPorts);

    private static EffectiveMount Mount(MountSettings m) => new(
        m.Source,
        m.Target,
        m.Backup,
        (int)m.Interval.TotalMinutes,
        m.MaxBackups,
        SettingWords.Of(m.Clean),
        m.FirstBackup,
        m.Machine,
        m.AllowedAgents?.Names,
        m.Backups,
        m.Continuous,
        m.Exclude,
        m.MaxBackupSize?.Bytes,
        m.MaxNewBytes.Bytes,
        m.MaxFileSize?.Bytes,
        m.MaxFiles,
        m.MinFreeSpace.Bytes,
        SettingWords.Of(m.Kind),
        m.ReadOnly,
        m.Protect,
        m.Hide,
        m.GuestLocal,
        EffectiveTripwire.Of(m.Tripwire),
        m.AttributeSeconds,
        m.MaxRunBytes?.Bytes,
        m.MaxRunFiles);

    private static EffectiveAgent Agent(AgentSettings a) => new(
        a.Name,
        a.Type,
        a.Machines,
        [.. a.Env.Keys],
        a.EnvFrom.ToImmutableSortedDictionary(e => e.Key, e => SettingWords.Of(e.Value.Kind), StringComparer.Ordinal),
        ArgumentMask.Of(a.DefaultArguments),
        ArgumentMask.Of(a.Command),
        a.OwnProxychains ? a.Proxychains?.ToString() ?? "" : null,
        EffectiveHttpProxy.Of(a.HttpProxy),
        EffectiveOpenAi.Of(a.OpenAi),
        a.Version,
        a.OwnHome);

    private static ImmutableSortedDictionary<string, int> SetAt(KitConfig config)
    {
        ImmutableSortedDictionary<string, int>.Builder lines = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        void Add(string path, KeyOrigins origins)
        {
            foreach ((string key, SourcePosition position) in origins.Keys)
                lines[$"{path}.{key}"] = position.Line;
        }

        Add("global", config.Global.Origins);
        Add("boxes", config.Boxes.Origins);
        Add("api", config.Api.Origins);
        Add("logging", config.Logging.Origins);
        foreach (MachineSettings machine in config.Machines)
            Add("vms." + machine.Name, machine.Origins);
        foreach (MountSettings mount in config.Mounts)
            Add($"mounts[{mount.Index}]", mount.Origins);
        foreach (AgentSettings agent in config.Agents)
            Add("agents." + agent.Name, agent.Origins);
        return lines.ToImmutable();
    }
}
