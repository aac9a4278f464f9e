using System.Collections.Immutable;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>A folder of the host that a VM may work on, and how it is backed up. Paths are absolute and clean, but textual: symbolic links are found out when the folder is used.</summary>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="Target">The path in the guest.</param>
/// <param name="Interval">Between snapshots, in whole minutes.</param>
/// <param name="Machine">The VM's name; empty in no configuration that was read without errors.</param>
/// <param name="AllowedAgents">Null: the VM's hold.</param>
/// <param name="Continuous">Snapshots also soon after a burst of changes.</param>
/// <param name="MaxBackupSize">Null: no limit.</param>
/// <param name="MaxNewBytes">One snapshot copies no more than this; the first of a folder may.</param>
/// <param name="MaxFileSize">Larger files are left out; null: none are.</param>
/// <param name="MaxFiles">A folder with more names is not snapshotted.</param>
/// <param name="MinFreeSpace">Backups never fill the disk below this, nor does the agent where there are backups.</param>
/// <param name="Protect">Patterns of what the agent may read but not change.</param>
/// <param name="Hide">Patterns of what the agent does not see.</param>
public sealed record MountSettings(
    int Index,
    string Source,
    string Target,
    string Backup,
    TimeSpan Interval,
    int MaxBackups,
    CleanMethod Clean,
    bool FirstBackup,
    string Machine,
    AllowedAgents? AllowedAgents,
    bool Backups,
    bool Continuous,
    ByteSize? MaxBackupSize,
    ByteSize MaxNewBytes,
    ByteSize? MaxFileSize,
    int MaxFiles,
    ByteSize MinFreeSpace,
    MountKind Kind,
    bool ReadOnly,
    ImmutableArray<string> Protect,
    ImmutableArray<string> Hide,
    KeyOrigins Origins)
{
    /// <summary>Patterns of what snapshots leave out, and with <c>!</c> of what they have whatever the ignore files in the folder say.</summary>
    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>The default list is a part of <see cref="Protect"/>: of it holds what is there.</summary>
    public bool ProtectsDefault { get; init; }

    /// <summary>The rest of <see cref="Protect"/>, which holds whether it is there or not.</summary>
    public ImmutableArray<string> ProtectGiven { get; init; } = [];

    /// <summary>Folders in it that are the VM's own.</summary>
    public ImmutableArray<string> GuestLocal { get; init; } = [];

    /// <summary>Null: it is off.</summary>
    public TripwireSettings? Tripwire { get; init; }

    /// <summary>Seconds the VM may believe what it knows of a file.</summary>
    public int AttributeSeconds { get; init; } = 1;

    /// <summary>Bytes an agent may write in a run; null: no limit.</summary>
    public ByteSize? MaxRunBytes { get; init; }

    /// <summary>Files and folders an agent may make in a run; null: no limit.</summary>
    public int? MaxRunFiles { get; init; }
}
