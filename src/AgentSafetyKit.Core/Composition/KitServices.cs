using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Composition;

/// <summary>The product put together: makes every part once, when it is first asked for. Tests make the same class with other paths and another clock.</summary>
public sealed class KitServices(KitPaths paths, TimeProvider time)
{
    public KitPaths Paths { get; } = paths;

    public TimeProvider Time { get; } = time;

    public CommandRunner Commands { get; } = new(time);

    public RunStore Runs { get; } = new(paths, time);

    public MountStore Mounts { get; } = new(paths);

    public FolderUse Folders => new(Paths, Runs);

    /// <summary>The user's home folder, where <c>~</c> leads.</summary>
    public string HomeFolder { get; init; } = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : "/";

    /// <summary>The configuration file the user named, or null.</summary>
    public string? ConfigOverride { get; set; }

    public SnapshotStore Snapshots(SnapshotStoreSpec spec) => new(spec, Time);

    /// <summary>For the environment this process runs in.</summary>
    public static KitServices OfProcess() =>
        new(KitPaths.From(Environment.GetEnvironmentVariable, Libc.EffectiveUser()), TimeProvider.System);
}
