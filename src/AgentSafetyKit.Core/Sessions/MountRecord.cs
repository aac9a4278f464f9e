using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// A folder given to a VM: what is mounted where, and who serves it. Written by the serving process, read by everybody else, by a newer version too: what its file does not have comes as null or 0.
/// </summary>
public sealed record MountRecord
{
    /// <summary>Made from folder and VM: one folder is mounted once in one VM.</summary>
    public required string Id { get; init; }

    /// <summary>The folder on the host, its real path.</summary>
    public required string Source { get; init; }

    /// <summary>The path in the guest.</summary>
    public required string Target { get; init; }

    public required string Machine { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>What the guest may read and not change.</summary>
    public IReadOnlyList<string> Protect { get; init => field = value ?? []; } = [];

    /// <summary>What does not exist for the guest.</summary>
    public IReadOnlyList<string> Hide { get; init => field = value ?? []; } = [];

    /// <summary>The rules in the folder itself, as they were when it was asked for.</summary>
    public ReadOnlyMemory<byte> Restrict { get; init; }

    /// <summary>What of the default list was there to be protected when it was asked for; null: the default list is not in force.</summary>
    public IReadOnlyList<string>? ProtectedByDefault { get; init; }

    /// <summary>Folders in it that are the VM's own.</summary>
    public IReadOnlyList<string> GuestLocal { get; init => field = value ?? []; } = [];

    /// <summary>Null: it is off.</summary>
    public TripwireLimits? Tripwire { get; init; }

    /// <summary>How long the guest believes what it knows of a file.</summary>
    public int AttributeSeconds { get; init => field = value > 0 ? value : 1; } = 1;

    /// <summary>Where its snapshots go; null: none are taken.</summary>
    public string? BackupFolder { get; init; }

    public MountState State { get; init; }

    /// <summary>For <see cref="MountState.Broken"/>: what went wrong, in English and Russian.</summary>
    public string? CauseEnglish { get; init; }

    public string? CauseRussian { get; init; }

    public DateTimeOffset Since { get; init; }
}
