namespace AgentSafetyKit.Mounts.Guard;

/// <summary>What a guest wants changed about a file; null leaves it. Times are seconds since 1970 in UTC.</summary>
public readonly record struct AttributeChange
{
    public long? Size { get; init; }

    public uint? Mode { get; init; }

    public (uint Access, uint Modification)? Times { get; init; }

    public GuestOwner? Owner { get; init; }

    public bool IsEmpty => Size is null && Mode is null && Times is null && Owner is null;
}
