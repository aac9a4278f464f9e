namespace AgentSafetyKit.Snapshots;

/// <summary>What to look at when deciding which snapshots go.</summary>
public sealed record PruneRequest
{
    /// <summary>Null: the store's own; where that is null too, everything stays.</summary>
    public RetentionPolicy? Policy { get; init; }

    /// <summary>Also where the protected folder is missing or empty. Else nothing is removed then: what looks superfluous may be all that is left.</summary>
    public bool AcceptsMissingSource { get; init; }

    /// <summary>Finds out exactly what is freed if anything goes, which reads the list of files of every snapshot.</summary>
    public bool MeasuresSizes { get; init; }
}
