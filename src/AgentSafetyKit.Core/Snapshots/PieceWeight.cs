using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>How large the pieces are that work on a tree is cut into: several a thread, so that a thread with lighter ones takes more of them.</summary>
internal static class PieceWeight
{
    private const int PiecesAThread = 8;

    /// <summary>Less than this is not worth a second thread.</summary>
    private const long Least = 2000;

    public static long Of(long total) => Math.Max(Least, (total / (PiecesAThread * WorkerThreads.Count)) + 1);
}
