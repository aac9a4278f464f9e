namespace AgentSafetyKit.Machines.Multipass;

/// <summary>What is kept of a machine of ours that Multipass has (<c>machine.json</c>). A machine without one is somebody else's.</summary>
internal sealed record MultipassRecord
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required string Name { get; init; }

    public required int Processors { get; init; }

    public required long MemoryBytes { get; init; }

    public required long DiskBytes { get; init; }

    /// <summary>As the configuration named it; for one that was taken over, as Multipass does.</summary>
    public required string Image { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Somebody else made it, and it was taken over.</summary>
    public bool Adopted { get; init; }

    /// <summary>Of the image it was made from, as Multipass says: tells a machine of ours from one that somebody made later under its name.</summary>
    public string ImageHash { get; init; } = "";

    /// <summary>The address it had last. Never believed: the guest has to show its key.</summary>
    public string Address { get; init; } = "";

    /// <summary>When it was last begun to start.</summary>
    public DateTimeOffset? Begun { get; init; }

    public long DiskUsedBytes { get; init; }
}
