using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Of any history and any policy.</summary>
internal sealed class RetentionProperties
{
    [Test]
    public void What_is_protected_is_never_dropped() => ForAny((all, policy, now, _) =>
    {
        var lastRuns = all.AsEnumerable().Reverse().Where(c => c.Reason == SnapshotReason.BeforeRun).Select(Run).Distinct().Take(10).ToHashSet();
        foreach ((RetentionCandidate candidate, RetentionDecision decision) in all.Zip(RetentionPlan.Decide(all, policy, now)))
        {
            Assert.That(decision.Id, Is.EqualTo(candidate.Id));
            bool isProtected = candidate.IsPinned || candidate == all[^1] || candidate == all.FindLast(c => c.IsBeforeRestore) || (candidate.Reason == SnapshotReason.BeforeRun && lastRuns.Contains(Run(candidate)));
            Assert.That(decision.Keeps || !isProtected, $"{candidate} {decision}");
        }
    });

    [Test]
    public void Deciding_again_on_what_was_kept_drops_nothing_more() => ForAny((all, policy, now, _) =>
    {
        List<RetentionCandidate> kept = RetentionHistory.Kept(all, policy, now);
        Assert.That(RetentionHistory.Kept(kept, policy, now), Is.EqualTo(kept));
    });

    [Test]
    public void Who_asks_for_more_loses_nothing_that_fewer_would_have_kept() => ForAny((all, policy, now, _) =>
    {
        RetentionPolicy unlimited = policy with { MaxTotalSize = null };
        Assert.That(RetentionHistory.Kept(all, unlimited, now), Is.SubsetOf(RetentionHistory.Kept(all, unlimited with { Keep = policy.Keep + 1 }, now)));
        RetentionPolicy wider = policy with { MaxTotalSize = policy.MaxTotalSize is { } size ? new ByteSize(size.Bytes * 2) : null };
        Assert.That(RetentionHistory.Kept(all, policy, now), Is.SubsetOf(RetentionHistory.Kept(all, wider, now)));
    });

    [Test]
    public void The_count_is_respected_and_used_and_only_the_protected_are_beyond_it() => ForAny((all, policy, now, _) =>
    {
        IReadOnlyList<RetentionDecision> decisions = RetentionPlan.Decide(all, policy with { MaxTotalSize = null }, now);
        int counted = decisions.Where((d, i) => d.Keeps && !all[i].IsPinned).Count();
        if (counted > policy.Keep)
            Assert.That(decisions.Where(d => d.Keeps).Select(d => d.Reason), Has.None.EqualTo(RetentionReason.WithinCount));
        else
            Assert.That(counted, Is.EqualTo(Math.Min(policy.Keep, all.Count(c => !c.IsPinned))), "no place is left empty while one is dropped");
    });

    [Test]
    public void The_limit_of_size_is_respected_or_only_the_protected_are_left() => ForAny((all, policy, now, _) =>
    {
        if (policy.MaxTotalSize is not { } limit)
            return;
        IReadOnlyList<RetentionDecision> decisions = RetentionPlan.Decide(all, policy, now);
        long held = SnapshotSizes.Estimate(all).Total([.. decisions.Select(d => d.Keeps)]);
        Assert.That(held <= limit.Bytes || decisions.All(d => !d.Keeps || RetentionGuards.HoldsAgainstSize(d.Reason)), $"{held} of {limit.Bytes}");
        Assert.That(decisions.All(d => d.Keeps == d.Reason is not (RetentionReason.BeyondCount or RetentionReason.Crowded or RetentionReason.BeyondSize)));
    });

    [Test]
    public void The_same_question_has_the_same_answer() => ForAny((all, policy, now, _) =>
        Assert.That(RetentionPlan.Decide([.. all], policy with { }, now), Is.EqualTo(RetentionPlan.Decide(all, policy, now))));

    [Test]
    public void Estimated_sizes_give_each_snapshot_what_it_said_it_holds() => ForAny((all, _, _, random) =>
    {
        SnapshotSizes sizes = SnapshotSizes.Estimate(all);
        for (int i = 0; i < all.Count; i++)
        {
            bool[] alone = [.. all.Select((_, j) => i == j)];
            Assert.That(sizes.Total(alone), Is.EqualTo(all[i].TotalBytes));
            Assert.That(sizes.OnlyIn(i, alone), Is.EqualTo(all[i].TotalBytes));
        }

        bool[] stays = [.. all.Select(_ => random.Next(2) == 0)];
        for (int i = 0; i < all.Count; i++)
        {
            bool[] without = [.. stays.Select((stay, j) => stay && j != i)];
            Assert.That(sizes.OnlyIn(i, stays), Is.EqualTo(sizes.Total(stays) - sizes.Total(without)), "what removing it frees");
        }
    });

    private static string Run(RetentionCandidate candidate) => candidate.RunId ?? "/" + candidate.Id;

    private static void ForAny(Action<List<RetentionCandidate>, RetentionPolicy, DateTimeOffset, Random> check) => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        List<RetentionCandidate> all = RetentionHistory.Random(random);
        DateTimeOffset now = (all.Count == 0 ? RetentionHistory.Start : all[^1].TakenAt) + TimeSpan.FromHours(random.Next(-50, 500));
        check(all, RetentionHistory.RandomPolicy(random), now, random);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(int.MaxValue / 2));
}
