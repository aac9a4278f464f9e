namespace AgentSafetyKit.Mounts.Guard;

/// <summary>How a guest wants a file opened (the flags of open(2) that make sense over a wire).</summary>
public readonly record struct FileOpening
{
    public bool Read { get; init; }

    public bool Write { get; init; }

    public bool Append { get; init; }

    public bool Create { get; init; }

    public bool Exclusive { get; init; }

    public bool Truncate { get; init; }

    /// <summary>Permissions of a file that is made; null: 0666 without the process's umask.</summary>
    public uint? Mode { get; init; }

    public bool Changes => Write || Create || Truncate || Append;
}
