namespace AgentSafetyKit.Snapshots;

/// <summary>What a restore has really done, which is less than its plan where something could not be done.</summary>
/// <param name="Created">Files and folders that were not there.</param>
/// <param name="PutBack">Files that were there and were replaced, or got their mode, owner or time back.</param>
/// <param name="Deleted">Files and folders.</param>
/// <param name="Bytes">Written.</param>
public sealed record RestoreTotals(int Created, int PutBack, int Deleted, long Bytes)
{
    public int Changes => Created + PutBack + Deleted;

    public static RestoreTotals Nothing { get; } = new(0, 0, 0, 0);
}
