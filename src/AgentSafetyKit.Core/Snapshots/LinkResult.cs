namespace AgentSafetyKit.Snapshots;

/// <summary>What one piece of <see cref="LinkWorker"/>'s work left to say and to do.</summary>
/// <param name="Warnings">In the order of the tree.</param>
/// <param name="Unfinished">Folders that something is still to be made in.</param>
/// <param name="Followers">Further names of files.</param>
internal sealed record LinkResult(List<SnapshotWarning> Warnings, List<(int Folder, bool TakesAttributes)> Unfinished, List<(int Folder, int Entry)> Followers);
