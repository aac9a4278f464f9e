using AgentSafetyKit.Agents;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Native;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Composition;

/// <summary>The product put together: makes every part once, when it is first asked for. Tests make the same class with other paths and another clock.</summary>
public sealed class KitServices(KitPaths paths, TimeProvider time)
{
    public KitPaths Paths { get; } = paths;

    /// <summary><see cref="Paths"/> with the SSH keys where the configuration wants them, as it is when they are first asked for: a VM knows only the key it was made with.</summary>
    public KitPaths KeyPaths => field ??= ConfiguredKeyFolder.Of(ConfigFile, () => ConfigContext) is { } folder ? Paths.WithKeysIn(folder) : Paths;

    public TimeProvider Time { get; } = time;

    public CommandRunner Commands { get; } = new(time);

    public RunStore Runs { get; } = new(paths, time);

    public MountStore Mounts { get; } = new(paths);

    public TripwireStore Tripwires { get; } = new(paths);

    public TripwireOrders TripwireOrders => new(Tripwires, Runs, RunOrders, FolderRestore, Time);

    /// <summary>The engines that run the VMs.</summary>
    public MachineEngines Machines => field ??= new MachineEngines(new MultipassProvider(KeyPaths, Commands, Time), new QemuProvider(KeyPaths, Commands, Time));

    public HostNeeds HostNeeds => new(Machines, Images.Store, OwnSnap.Here is not null);

    /// <summary>What VMs of QEMU are made from.</summary>
    public ImageLibrary Images => new(Paths, new ImageStore(Paths, Commands, Time));

    /// <summary>The names of the VMs that were made; nothing about how they are, so it is quick.</summary>
    public IEnumerable<string> MachineNames => MachineFolder.Names(Paths).Union(MultipassProvider.Names(Paths));

    /// <summary>The names of their snapshots, as far as they are known without asking an engine.</summary>
    public IEnumerable<string> MachineSnapshotNames => MachineFolder.Names(Paths).SelectMany(name => new MachineFolder(Paths, name).TryRead(out _)?.Snapshots ?? []).Select(one => one.Name).Distinct();

    public MachineSupply MachineSupply => new(Machines);

    /// <summary>Where boxes and sessions are.</summary>
    public BoxMachines BoxMachines => field ??= new BoxMachines(Machines);

    public MachineBundles MachineBundles => new(Machines);

    /// <summary>The types of agents: ours, and the user's own beside the configuration.</summary>
    public AgentDefinitions AgentDefinitions => new(OwnAgentsFolder, ConfigContext);

    public MachineAgents MachineAgents => new(Machines, AgentDefinitions);

    public MountServer MountServer => new(Mounts, Tripwires, Runs, Machines, Time);

    /// <summary>Mounts served by processes of this same executable.</summary>
    public FolderMounts FolderMounts => new(Mounts, id => CommandSpec.Of(Environment.ProcessPath ?? "agsekit", "mount-server", id), Time) { Runs = Runs };

    /// <summary>By a process of this same executable.</summary>
    public SnapshotFinishing SnapshotFinishing => field ??= new SnapshotFinishing(spec => CommandSpec.Of(Environment.ProcessPath ?? "agsekit", "finish-snapshots", "--", spec.Source, spec.BackupFolder));

    public MachineUse MachineUse => new(Paths);

    public FolderRules FolderRules => new(RealPath.OfExistingPart(HomeFolder), KeyPaths, HomeFolders.OfUsers, (folder, name) => Path.Exists(Path.Combine(folder, name)));

    public SecretReader Secrets => new(Commands, Environment.GetEnvironmentVariable);

    private AgentRunParts RunParts => new(MachineSupply, FolderMounts, Mounts, Folders, Runs, MachineUse, Secrets, MachineAgents, Time, Tripwires);

    /// <summary>A run at somebody's terminal.</summary>
    /// <param name="ask">What to do about an agent that its tripwire has stopped.</param>
    public AgentRun AgentRunAsking(Func<TrippedMount, ChildProcess?, Func<bool>, CancellationToken, Task<TripwireAnswer?>> ask) => new(RunParts) { Ask = ask };

    public DetachedRun DetachedRun => new(RunParts, RunKeepers);

    /// <summary>Processes of this same executable.</summary>
    public RunKeepers RunKeepers => new(Runs, id => CommandSpec.Of(Environment.ProcessPath ?? "agsekit", "keep-run", id), Time);

    public RunKeeper RunKeeper => new(RunParts, Machines);

    public AbandonedRuns AbandonedRuns => new(Runs, FolderMounts, new FoldersAway(FolderMounts, Mounts, Runs), RunKeepers, Machines, Time);

    public MachineOrders MachineOrders => new(Machines, FolderMounts);

    public MountOrders MountOrders => new(FolderRules, Mounts, Runs, MachineSupply, FolderMounts);

    public RunOrders RunOrders => new(AgentDefinitions, FolderRules, Mounts, Runs, AbandonedRuns, RunKeepers, DetachedRun, Machines);

    public RunLog RunLog => new(Runs, Machines);

    public FolderRestore FolderRestore => new(Snapshots, Folders, FolderMounts, SnapshotFinishing, new RestorePlacement(KeyPaths, ConfigIfAny));

    public MountOverview MountOverview => new(Mounts, Tripwires, Machines);

    public RunOverview RunOverview => new(Runs, Mounts, Machines);

    public StatusCollector Status => new(StatusSources);

    /// <summary>The same for <c>doctor</c>, which has time: a guest that is emulated on a busy computer may take ten seconds to let anybody in.</summary>
    public StatusCollector PatientStatus => new(StatusSources, patience: 4);

    private StatusSources StatusSources => new(
        Machines, () => MachineNames, Machines.ListOthersAsync, Runs, RunOverview, Mounts, MountOverview, Snapshots, new BackupHealthStore(Paths), BackupChecks, PortOverview.List, () => new DaemonSeat(Paths).Holder(), Time);

    public BackupCheckStore BackupChecks => new(Paths);

    public ForwardStore Forwards => new(Paths);

    public PortOverview PortOverview => new(Forwards, Time);

    public RunReviews RunReviews => new(Snapshots, Mounts);

    /// <summary>An interval that the host slept through is over when it wakes.</summary>
    public RepeatedBackups RepeatedBackups => new(Folders, Mounts, Time == TimeProvider.System ? HostTime.Instance : Time);

    /// <summary>What this host can give to a VM nobody has sized.</summary>
    public HostSize HostSize { get; init; } = HostSize.From(Environment.ProcessorCount, new ByteSize(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    public FolderUse Folders => new(Paths, Runs, Time);

    /// <summary>The user's home folder, where <c>~</c> leads. In the snap HOME is a folder of the snap's own.</summary>
    public string HomeFolder { get; init; } = OwnSnap.Here?.RealHome ?? (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : "/");

    /// <summary>The configuration file the user named, or null.</summary>
    public string? ConfigOverride { get; set; }

    /// <summary>The file the configuration is read from: the one named on the command line, <c>$CONFIG_PATH</c>, else the default one. One in the working folder is never taken: an agent can write there.</summary>
    public string ConfigFile => ConfigOverride ?? ConfigVariable ?? Paths.ConfigFile;

    /// <summary>What the environment names as the configuration file.</summary>
    public string? ConfigVariable { get; init; } = Environment.GetEnvironmentVariable("CONFIG_PATH") is { Length: > 0 } named ? named : null;

    public ConfigContext ConfigContext => new(HomeFolder, Paths.ConfigFolder, Environment.ProcessorCount) { OwnAgentTypes = [.. AgentDefinitions.OwnTypes(OwnAgentsFolder)], HostMemory = new ByteSize(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) };

    private string OwnAgentsFolder => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(ConfigFile)) ?? "/", "agents");

    /// <summary>The configuration.</summary>
    /// <exception cref="KitException">It is missing, unsafe, or has errors.</exception>
    public KitConfig Config() => ConfigFileLoader.Load(ConfigFile, ConfigContext).Require(ConfigFile);

    /// <summary>The configuration, or null where the default one is not there. One that was named must be there, and one that is there must be right.</summary>
    public KitConfig? ConfigIfAny() => ConfigOverride is null && ConfigVariable is null && !File.Exists(ConfigFile) ? null : Config();

    /// <summary>What is put away when nobody uses it.</summary>
    public IdleRules IdleRules(IdleSettings settings) => new(settings, Machines, FolderMounts, Mounts, Runs, MachineUse, Time);

    public SnapshotStore Snapshots(SnapshotStoreSpec spec) => new(spec, Time);

    /// <summary>For the environment this process runs in.</summary>
    public static KitServices OfProcess() =>
        new(KitPaths.From(Environment.GetEnvironmentVariable, Libc.EffectiveUser()), TimeProvider.System);
}
