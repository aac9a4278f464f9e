namespace AgentSafetyKit.Snapshots;

/// <summary>How a name that a restore is about to replace or remove compares with what its plan found there.</summary>
internal enum FoundState
{
    /// <summary>It is what was found, and what was found is kept.</summary>
    AsFound,

    /// <summary>There is nothing of that name any more.</summary>
    Gone,

    /// <summary>Somebody has changed it since.</summary>
    Changed,

    /// <summary>It is in no snapshot: it could not be read, or changed while it was copied.</summary>
    NotSaved,
}
