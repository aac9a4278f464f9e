using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSafetyKit.Storage;

/// <summary>
/// Every name the product uses on the disk. <c>AGSEKIT_HOME</c> puts all of it under one folder; in the snap it lies under <c>SNAP_USER_COMMON</c>; else the XDG
/// base directories hold it (XDG Base Directory Specification 0.8: a relative path in such a variable is ignored).
/// </summary>
public sealed class KitPaths
{
    /// <summary>A unix socket's path has 108 bytes with its NUL; OpenSSH adds a dot and 16 letters to a control path while it is made, and our own names need room.</summary>
    private const int LongestRuntimeFolder = 60;

    private KitPaths(string config, string state, string data, string cache, string runtime)
    {
        ConfigFolder = config;
        SshFolder = Path.Combine(config, "ssh");
        StateFolder = state;
        DataFolder = data;
        CacheFolder = cache;
        RuntimeFolder = runtime;
    }

    /// <summary>Configuration and SSH keys.</summary>
    public string ConfigFolder { get; }

    /// <summary>Runs, events, locks, logs.</summary>
    public string StateFolder { get; }

    /// <summary>VM disks.</summary>
    public string DataFolder { get; }

    /// <summary>Images that can be made again.</summary>
    public string CacheFolder { get; }

    /// <summary>Sockets; gone after a restart of the host. Always short enough for a socket's path.</summary>
    public string RuntimeFolder { get; }

    public string ConfigFile => Path.Combine(ConfigFolder, "config.yaml");

    /// <summary>The SSH keys; the configuration can name another one.</summary>
    public string SshFolder { get; private init; }

    public string RunsFolder => Path.Combine(StateFolder, "runs");

    public string MountsFolder => Path.Combine(StateFolder, "mounts");

    public string LogsFolder => Path.Combine(StateFolder, "logs");

    public string LocksFolder => Path.Combine(StateFolder, "locks");

    /// <summary>Sessions of the interface: containers in a VM, which live on when the daemon does not.</summary>
    public string SessionsFolder => Path.Combine(StateFolder, "sessions");

    /// <summary>What has still to be told to somebody else's addresses.</summary>
    public string WebhooksFolder => Path.Combine(StateFolder, "webhooks");

    /// <summary>The names of the boxes of each VM, as they were when it was last asked: for completion.</summary>
    public string BoxNamesFolder => Path.Combine(StateFolder, "box-names");

    public string ForwardsFolder => Path.Combine(StateFolder, "forwards");

    /// <summary>The journal of what happened, and what is known of each folder's backups.</summary>
    public string EventsFolder => Path.Combine(StateFolder, "events");

    public string BackupHealthFolder => Path.Combine(StateFolder, "backups");

    /// <summary>Hashes of the tokens that open the daemon's interface over TCP.</summary>
    public string TokensFile => Path.Combine(StateFolder, "tokens.json");

    public string TokensLock => Path.Combine(LocksFolder, "tokens.lock");

    public string DaemonLock => Path.Combine(LocksFolder, "daemon.lock");

    public string DaemonLog => Path.Combine(LogsFolder, "daemon.log");

    public string DaemonSocket => Path.Combine(RuntimeFolder, "agsekit.sock");

    public string MachinesFolder => Path.Combine(DataFolder, "vms");

    /// <summary>What is kept of the VMs that Multipass has.</summary>
    public string MultipassFolder => Path.Combine(DataFolder, "multipass");

    public string ImagesFolder => Path.Combine(CacheFolder, "images");

    public string MachineFolder(string name) => Path.Combine(MachinesFolder, name);

    public string MachineLock(string name) => Path.Combine(LocksFolder, $"vm-{name}.lock");

    public string ForwardsFile(string machine) => Path.Combine(ForwardsFolder, $"{machine}.json");

    public string ForwardsLock(string machine) => Path.Combine(LocksFolder, $"forwards-{machine}.lock");

    public string MachineRuntimeFolder(string name) => Path.Combine(RuntimeFolder, name);

    /// <summary>The same with the SSH keys elsewhere.</summary>
    public KitPaths WithKeysIn(string folder) => new(ConfigFolder, StateFolder, DataFolder, CacheFolder, RuntimeFolder) { SshFolder = folder };

    /// <summary>The paths for this environment: <paramref name="variable"/> reads an environment variable, <paramref name="user"/> is the effective user id.</summary>
    public static KitPaths From(Func<string, string?> variable, uint user)
    {
        if (Rooted(variable("AGSEKIT_HOME")) is { } home)
            return new KitPaths(home, Path.Combine(home, "state"), Path.Combine(home, "data"), Path.Combine(home, "cache"), RuntimeOf(Path.Combine(home, "run"), home, user));
        if (Rooted(variable("SNAP_USER_COMMON")) is { } snap && variable("SNAP_NAME") == "agent-safety-kit")
            return new KitPaths(snap, Path.Combine(snap, "state"), Path.Combine(snap, "data"), Path.Combine(snap, "cache"), RuntimeOf(Path.Combine(snap, "run"), snap, user));
        string userHome = Rooted(variable("HOME")) ?? "/";
        string Base(string name, string fallback) => Path.Combine(Rooted(variable(name)) ?? Path.Combine(userHome, fallback), "agsekit");
        string state = Base("XDG_STATE_HOME", ".local/state");
        string runtime = Rooted(variable("XDG_RUNTIME_DIR")) is { } given ? Path.Combine(given, "agsekit") : Path.Combine(state, "run");
        return new KitPaths(Base("XDG_CONFIG_HOME", ".config"), state, Base("XDG_DATA_HOME", ".local/share"), Base("XDG_CACHE_HOME", ".cache"), RuntimeOf(runtime, state, user));
    }

    private static string? Rooted(string? path) => !string.IsNullOrEmpty(path) && Path.IsPathRooted(path) ? Path.GetFullPath(path).TrimEnd('/') is { Length: > 0 } full ? full : "/" : null;

    private static string RuntimeOf(string wanted, string identity, uint user)
    {
        if (Encoding.UTF8.GetByteCount(wanted) <= LongestRuntimeFolder)
            return wanted;
        string mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..12];
        return string.Create(CultureInfo.InvariantCulture, $"/tmp/agsekit-{user}-{mark}");
    }
}
