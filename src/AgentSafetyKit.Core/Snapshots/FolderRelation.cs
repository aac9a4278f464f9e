namespace AgentSafetyKit.Snapshots;

/// <summary>How two folders lie to each other, whatever they are called.</summary>
internal enum FolderRelation
{
    Apart,
    Same,

    /// <summary>The first lies in the second.</summary>
    Inside,

    /// <summary>The second lies in the first.</summary>
    Around,
}
