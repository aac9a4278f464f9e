namespace AgentSafetyKit.Snapshots;

/// <summary>
/// What is not dropped for being too many. Junk that a hostile agent produces must not push good snapshots out, nor make itself undroppable: so the states around upheavals are
/// held back, but only so many of them, spread over time.
/// </summary>
internal static class RetentionGuards
{
    public const int Recents = 3;
    public const int Runs = 10;
    private const int TurningPoints = 20;

    /// <summary>The reason that holds each of them; null where none does.</summary>
    /// <param name="oldestFirst">All of them.</param>
    /// <param name="policy">Of how many.</param>
    /// <param name="ages">Their ages, by <see cref="LogarithmicThinning.LogAges"/>.</param>
    public static RetentionReason?[] Of(IReadOnlyList<RetentionCandidate> oldestFirst, RetentionPolicy policy, double[] ages)
    {
        int count = oldestFirst.Count;
        var reasons = new RetentionReason?[count];
        var runs = new HashSet<string>(StringComparer.Ordinal);
        bool hasRestore = false;
        for (int i = count - 1; i >= 0; i--)
        {
            RetentionCandidate candidate = oldestFirst[i];
            bool beforeLastRestore = candidate.IsBeforeRestore && !hasRestore;
            hasRestore |= candidate.IsBeforeRestore;
            bool beforeRun = candidate.Reason == SnapshotReason.BeforeRun && IsOfLastRuns(candidate, runs);
            reasons[i] = i == count - 1 ? RetentionReason.Newest
                : candidate.IsPinned ? RetentionReason.Pinned
                : beforeRun ? RetentionReason.BeforeRun
                : beforeLastRestore ? RetentionReason.BeforeRestore
                : null;
        }

        if (policy.Method == RetentionMethod.Thin)
            AddThose(oldestFirst, policy, ages, reasons);
        return reasons;
    }

    /// <summary>Whether even the limit of size leaves it alone.</summary>
    public static bool HoldsAgainstSize(RetentionReason? reason) =>
        reason is RetentionReason.Newest or RetentionReason.Pinned or RetentionReason.BeforeRun or RetentionReason.BeforeRestore;

    private static bool IsOfLastRuns(RetentionCandidate candidate, HashSet<string> runs)
    {
        string run = candidate.RunId ?? "/" + candidate.Id;
        return runs.Contains(run) || (runs.Count < Runs && runs.Add(run));
    }

    private static void AddThose(IReadOnlyList<RetentionCandidate> oldestFirst, RetentionPolicy policy, double[] ages, RetentionReason?[] reasons)
    {
        int count = oldestFirst.Count;
        var stands = new bool[count];
        int standing = 0;
        for (int i = 0; i < count; i++)
        {
            stands[i] = reasons[i] is null && oldestFirst[i].IsTurningPoint;
            standing += stands[i] ? 1 : 0;
        }

        // Those at the ends stand first, whether the policy holds them or not: who asks for more must not lose another for it.
        for (; standing > TurningPoints; standing--)
            stands[LogarithmicThinning.MostCrowded(ages, stands, i => i > 0 && i < count - Recents)] = false;
        for (int i = Math.Max(0, count - Math.Min(Recents, policy.Keep)); i < count; i++)
            reasons[i] ??= RetentionReason.Recent;
        if (count > 0 && policy.Keep > Recents)
            reasons[0] ??= RetentionReason.Oldest;
        for (int i = 0; i < count; i++)
        {
            if (stands[i])
                reasons[i] ??= RetentionReason.TurningPoint;
        }
    }
}
