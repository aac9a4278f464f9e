using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.Sessions;

/// <summary>A folder that is to be mounted in a VM.</summary>
/// <param name="Source">On the host, its real path.</param>
/// <param name="Target">In the guest.</param>
/// <param name="Protect">What the guest may read and not change.</param>
public sealed record MountWish(string Source, string Target, string Machine, bool ReadOnly, ImmutableArray<string> Protect)
{
    public string Id => MountStore.IdOf(Source, Machine);

    /// <summary>What does not exist for the guest.</summary>
    public ImmutableArray<string> Hide { get; init; } = [];

    /// <summary>The rules in the folder itself (<see cref="Mounts.Guard.RestrictFile"/>) as they were when this was wished.</summary>
    public ReadOnlyMemory<byte> Restrict { get; init; }

    /// <inheritdoc cref="MountRecord.ProtectedByDefault"/>
    public ImmutableArray<string>? ProtectedByDefault { get; init; }

    /// <inheritdoc cref="MountRecord.GuestLocal"/>
    public ImmutableArray<string> GuestLocal { get; init; } = [];

    /// <inheritdoc cref="MountRecord.Tripwire"/>
    public TripwireLimits? Tripwire { get; init; }

    /// <inheritdoc cref="MountRecord.AttributeSeconds"/>
    public int AttributeSeconds { get; init; } = 1;

    /// <inheritdoc cref="MountRecord.BackupFolder"/>
    public string? BackupFolder { get; init; }

    /// <summary>The same mount once more, by the same rules; what of the default list has come to be there since is protected from now on.</summary>
    public static MountWish Again(MountRecord record) =>
        new(record.Source, record.Target, record.Machine, record.ReadOnly, [.. record.Protect])
        {
            Hide = [.. record.Hide],
            Restrict = record.Restrict,
            ProtectedByDefault = record.ProtectedByDefault is { } known ? [.. known.Union(DefaultProtection.In(record.Source, ProtectedPaths.Default))] : null,
            GuestLocal = [.. record.GuestLocal],
            Tripwire = record.Tripwire,
            AttributeSeconds = record.AttributeSeconds,
            BackupFolder = record.BackupFolder,
        };

    public MountRecord ToRecord(DateTimeOffset since) => new()
    {
        Id = Id,
        Source = Source,
        Target = Target,
        Machine = Machine,
        ReadOnly = ReadOnly,
        Protect = Protect,
        Hide = Hide,
        Restrict = Restrict,
        ProtectedByDefault = ProtectedByDefault,
        GuestLocal = GuestLocal,
        Tripwire = Tripwire,
        AttributeSeconds = AttributeSeconds,
        BackupFolder = BackupFolder,
        Since = since,
    };

    /// <summary>The guest gets the same folder in the same place by the same rules. What the default list found to protect differs as the folder does: that it is in force is what counts.</summary>
    public bool IsMetBy(MountRecord record) => record.Target == Target && record.ReadOnly == ReadOnly && record.Protect.SequenceEqual(Protect)
        && record.Hide.SequenceEqual(Hide) && record.Restrict.Span.SequenceEqual(Restrict.Span)
        && (record.ProtectedByDefault is null) == (ProtectedByDefault is null) && record.GuestLocal.SequenceEqual(GuestLocal) && record.Tripwire == Tripwire && record.AttributeSeconds == AttributeSeconds;
}
