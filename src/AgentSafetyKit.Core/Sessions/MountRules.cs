using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// What a guest may do in a folder, and how it is mounted: the same in what is asked for (<see cref="MountWish"/>), in what is mounted (<see cref="MountRecord"/>), and in what a run is to go on by (<see cref="RunTerms"/>). In the files of the
/// latter two these are keys like any other, read by older and newer versions too: what a file does not have comes as null or 0.
/// </summary>
public abstract record MountRules
{
    public bool ReadOnly { get; init; }

    /// <summary>What the guest may read and not change.</summary>
    public IReadOnlyList<string> Protect { get; init => field = value ?? []; } = [];

    /// <summary>What does not exist for the guest.</summary>
    public IReadOnlyList<string> Hide { get; init => field = value ?? []; } = [];

    /// <summary>The rules in the folder itself (<see cref="Mounts.Guard.RestrictFile"/>), as they were when it was asked for.</summary>
    public ReadOnlyMemory<byte> Restrict { get; init; }

    /// <summary>What of the default list was there to be protected when it was asked for; null: the default list is not in force.</summary>
    public IReadOnlyList<string>? ProtectedByDefault { get; init; }

    /// <summary>Folders in it that are the VM's own.</summary>
    public IReadOnlyList<string> GuestLocal { get; init => field = value ?? []; } = [];

    /// <summary>Null: it is off.</summary>
    public TripwireLimits? Tripwire { get; init; }

    /// <summary>How long the guest believes what it knows of a file.</summary>
    public int AttributeSeconds { get; init => field = value > 0 ? value : 1; } = 1;

    /// <summary>Bytes that may be written in a run; null: any number.</summary>
    public long? MaxRunBytes { get; init; }

    /// <summary>Files, folders and links that may be made in a run; null: any number.</summary>
    public long? MaxRunFiles { get; init; }

    /// <summary>Bytes of the disk that no guest fills.</summary>
    public long FreeToLeave { get; init; }

    /// <summary>They mean the same for the guest. What the default list found to protect differs as the folder does: that it is in force is what counts. What is to be left free differs with the version.</summary>
    protected bool AreSameFor(MountRules other) =>
        other.ReadOnly == ReadOnly && other.Protect.SequenceEqual(Protect) && other.Hide.SequenceEqual(Hide) && other.Restrict.Span.SequenceEqual(Restrict.Span)
        && (other.ProtectedByDefault is null) == (ProtectedByDefault is null) && other.GuestLocal.SequenceEqual(GuestLocal) && other.Tripwire == Tripwire && other.AttributeSeconds == AttributeSeconds
        && other.MaxRunBytes == MaxRunBytes && other.MaxRunFiles == MaxRunFiles;
}
