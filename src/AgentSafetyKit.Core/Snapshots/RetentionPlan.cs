namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Decides which snapshots stay. Pure. Never dropped: the newest, the pinned, the last good ones, those before the last runs and the one before the last restore. Deciding again about those that stay, at the same moment, drops nothing more.
/// </summary>
public static class RetentionPlan
{
    /// <summary>One decision each, in the order given.</summary>
    /// <param name="oldestFirst">All snapshots of a folder, by the order in which they were taken.</param>
    /// <param name="policy">What is wanted.</param>
    /// <param name="now">Ages are counted from here.</param>
    /// <param name="sizes">Of these snapshots; null: estimated where the policy asks for sizes at all.</param>
    public static IReadOnlyList<RetentionDecision> Decide(IReadOnlyList<RetentionCandidate> oldestFirst, RetentionPolicy policy, DateTimeOffset now, SnapshotSizes? sizes = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(policy.Keep, 1);
        double[] ages = LogarithmicThinning.LogAges([.. oldestFirst.Select(candidate => candidate.TakenAt)], now);
        RetentionReason?[] guards = RetentionGuards.Of(oldestFirst, policy, ages);
        var stays = new bool[oldestFirst.Count];
        Array.Fill(stays, true);
        var dropped = new RetentionReason[oldestFirst.Count];
        DropBeyondCount(oldestFirst, policy, ages, guards, stays, dropped);
        if (policy.MaxTotalSize is { } limit)
            DropBeyondSize(limit.Bytes, sizes ?? SnapshotSizes.Estimate(oldestFirst), guards, stays, dropped);
        return [.. oldestFirst.Select((candidate, i) =>
        {
            RetentionReason reason = stays[i] ? guards[i] ?? RetentionReason.WithinCount : dropped[i];
            return new RetentionDecision(candidate.Id, stays[i], reason, RetentionWords.Of(reason, candidate, policy));
        })];
    }

    private static void DropBeyondCount(IReadOnlyList<RetentionCandidate> oldestFirst, RetentionPolicy policy, double[] ages, RetentionReason?[] guards, bool[] stays, RetentionReason[] dropped)
    {
        bool thin = policy.Method == RetentionMethod.Thin;
        for (int counted = oldestFirst.Count(candidate => !candidate.IsPinned); counted > policy.Keep; counted--)
        {
            int victim = thin ? LogarithmicThinning.MostCrowded(ages, stays, i => guards[i] is null) : OldestOf(guards, stays);
            if (victim < 0)
                return;
            stays[victim] = false;
            dropped[victim] = thin ? RetentionReason.Crowded : RetentionReason.BeyondCount;
        }
    }

    private static int OldestOf(RetentionReason?[] guards, bool[] stays)
    {
        int i = 0;
        while (i < stays.Length && !(stays[i] && guards[i] is null))
            i++;
        return i < stays.Length ? i : -1;
    }

    /// <summary>The oldest first; those that are only held back from being too many go after all others.</summary>
    private static void DropBeyondSize(long limit, SnapshotSizes sizes, RetentionReason?[] guards, bool[] stays, RetentionReason[] dropped)
    {
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < stays.Length; i++)
            {
                bool mayGo = round == 0 ? guards[i] is null or RetentionReason.Oldest : !RetentionGuards.HoldsAgainstSize(guards[i]);
                if (!stays[i] || !mayGo)
                    continue;
                if (sizes.Total(stays) <= limit)
                    return;
                stays[i] = false;
                dropped[i] = RetentionReason.BeyondSize;
            }
        }
    }
}
