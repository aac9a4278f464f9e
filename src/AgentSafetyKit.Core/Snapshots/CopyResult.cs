namespace AgentSafetyKit.Snapshots;

/// <summary>What one piece of <see cref="CopyWorker"/>'s work left to say and to do.</summary>
/// <param name="Warnings">In the order of the tree.</param>
/// <param name="WithAttributes">Folders whose attributes are to be taken over.</param>
/// <param name="ToFlush">Files that were copied and are flushed one by one.</param>
internal sealed record CopyResult(List<SnapshotWarning> Warnings, List<int> WithAttributes, List<(int Folder, int Entry)> ToFlush);
