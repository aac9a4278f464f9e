using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class RetentionPlanTests
{
    private static readonly DateTimeOffset Now = RetentionHistory.Start + TimeSpan.FromDays(400);

    [Test]
    public void Tail_keeps_the_newest_and_says_why_the_others_go()
    {
        IReadOnlyList<RetentionDecision> decisions = RetentionPlan.Decide(RetentionHistory.Regular(6, TimeSpan.FromHours(1), Now), new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 4 }, Now);
        Assert.That(decisions.Select(d => d.Reason), Is.EqualTo(new[]
        {
            RetentionReason.BeyondCount, RetentionReason.BeyondCount, RetentionReason.WithinCount, RetentionReason.WithinCount, RetentionReason.WithinCount, RetentionReason.Newest,
        }));
        Assert.That(decisions[0].Why, Is.EqualTo(new Text("older than the 4 to be kept", "старше тех 4, что нужно хранить")));
    }

    [Test]
    public void Thin_keeps_the_newest_three_and_the_gaps_of_the_others_grow_with_age()
    {
        List<RetentionCandidate> kept = RetentionHistory.Kept(RetentionHistory.Regular(1000, TimeSpan.FromMinutes(5), Now), new RetentionPolicy { Keep = 20 }, Now);
        List<double> gaps = Gaps(kept);
        Assert.That(kept, Has.Count.EqualTo(20));
        Assert.That(gaps.TakeLast(2), Is.All.EqualTo(5), "the newest three are side by side");
        Assert.That(kept[0].Id, Is.EqualTo("s0"));
        for (int i = 1; i < gaps.Count; i++)
            Assert.That(gaps[i - 1], Is.GreaterThanOrEqualTo(gaps[i] * 0.45), $"gap {i}: {string.Join(" ", gaps)}");
        Assert.That(gaps.Take(5).Average(), Is.GreaterThan(gaps.Skip(5).Take(5).Average()));
        Assert.That(gaps.Skip(5).Take(5).Average(), Is.GreaterThan(gaps.Skip(10).Take(5).Average()));
    }

    [TestCase(10, 24)]
    [TestCase(30, 24)]
    [TestCase(100, 1)]
    public void A_year_of_snapshots_with_thin_after_each_keeps_a_sensible_spread(int keep, int hours)
    {
        var policy = new RetentionPolicy { Keep = keep };
        var kept = new List<RetentionCandidate>();
        DateTimeOffset time = RetentionHistory.Start;
        int count = 365 * 24 / hours;
        for (int i = 0; i < count; i++, time += TimeSpan.FromHours(hours))
        {
            kept.Add(RetentionHistory.At(i, time));
            kept = RetentionHistory.Kept(kept, policy, time);
            Assert.That(kept, Has.Count.LessThanOrEqualTo(keep));
        }

        DateTimeOffset end = time - TimeSpan.FromHours(hours);
        Assert.That(kept, Has.Count.EqualTo(keep));
        double steps = Math.Log(count) / (keep - 1);
        for (int i = 1; i < kept.Count; i++)
        {
            double age = (end - kept[i].TakenAt).TotalHours + hours, older = (end - kept[i - 1].TakenAt).TotalHours + hours;
            Assert.That(older - age <= hours || Math.Log(older / age) < 4 * steps, $"after the snapshot {age} h old comes one {older} h old; {string.Join(" ", kept.Select(c => (end - c.TakenAt).TotalHours))}");
        }
    }

    [Test]
    public void Junk_taken_every_minute_does_not_push_the_good_ones_out()
    {
        List<RetentionCandidate> good = RetentionHistory.Regular(30, TimeSpan.FromDays(1), Now);
        var policy = new RetentionPolicy { Keep = 40 };
        List<RetentionCandidate> kept = good;
        for (int i = 0; i < 2000; i++)
        {
            DateTimeOffset time = Now + TimeSpan.FromMinutes(i + 1);
            kept.Add(RetentionHistory.At(1000 + i, time) with { IsTurningPoint = true });
            kept = RetentionHistory.Kept(kept, policy, time);
        }

        Assert.That(kept, Has.Count.EqualTo(40));
        Assert.That(kept.Count(c => c.Sequence <= 30), Is.GreaterThanOrEqualTo(10));
    }

    [Test]
    public void The_states_around_an_upheaval_stay_among_many_others()
    {
        List<RetentionCandidate> all = RetentionHistory.Regular(500, TimeSpan.FromHours(1), Now);
        all[200] = all[200] with { IsTurningPoint = true };
        all[201] = all[201] with { IsTurningPoint = true };
        IReadOnlyList<RetentionDecision> decisions = RetentionPlan.Decide(all, new RetentionPolicy { Keep = 10 }, Now);
        Assert.That((decisions[200].Reason, decisions[201].Reason), Is.EqualTo((RetentionReason.TurningPoint, RetentionReason.TurningPoint)));
        Assert.That(decisions.Count(d => d.Keeps), Is.EqualTo(10));
    }

    [Test]
    public void The_snapshots_before_the_last_ten_runs_stay_and_those_before_older_runs_are_as_any_other()
    {
        List<RetentionCandidate> all = [.. RetentionHistory.Regular(40, TimeSpan.FromHours(1), Now).Select((c, i) => i % 2 == 0 ? c with { Reason = SnapshotReason.BeforeRun, RunId = $"r{i / 2}" } : c)];
        List<RetentionCandidate> kept = RetentionHistory.Kept(all, new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 1 }, Now);
        Assert.That(kept.Select(c => c.RunId), Is.EqualTo(Enumerable.Range(10, 10).Select(i => $"r{i}").Append(null)));
    }

    [Test]
    public void Pinned_ones_take_no_place()
    {
        List<RetentionCandidate> all = [.. RetentionHistory.Regular(20, TimeSpan.FromHours(1), Now).Select((c, i) => c with { IsPinned = i < 8 })];
        List<RetentionCandidate> kept = RetentionHistory.Kept(all, new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 5 }, Now);
        Assert.That(kept.Select(c => c.Sequence), Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 18, 19, 20 }));
    }

    [Test]
    public void A_limit_of_size_takes_the_oldest_first_and_knows_that_their_files_live_on_in_the_next()
    {
        List<RetentionCandidate> all = RetentionHistory.Regular(10, TimeSpan.FromHours(1), Now);
        Assert.That(SnapshotSizes.Estimate(all).Total([.. all.Select(_ => true)]), Is.EqualTo(1090));
        IReadOnlyList<RetentionDecision> decisions = RetentionPlan.Decide(all, new RetentionPolicy { MaxTotalSize = new ByteSize(1045) }, Now);
        Assert.That(decisions.Count(d => d.Reason == RetentionReason.BeyondSize), Is.EqualTo(5), "each frees the 10 bytes that the next one has anew, the first one too");
        Assert.That(decisions.Take(5).All(d => !d.Keeps));
        Assert.That(decisions[0].Why.English, Is.EqualTo("all together hold more than 1 KB"));
    }

    [Test]
    public void A_limit_below_the_newest_leaves_the_newest()
    {
        List<RetentionCandidate> kept = RetentionHistory.Kept(RetentionHistory.Regular(10, TimeSpan.FromHours(1), Now), new RetentionPolicy { MaxTotalSize = new ByteSize(1) }, Now);
        Assert.That(kept.Select(c => c.Id), Is.EqualTo(new[] { "s9" }));
    }

    [Test]
    public void One_clock_that_was_wrong_for_a_moment_does_not_make_the_others_look_crowded()
    {
        List<RetentionCandidate> all = RetentionHistory.Regular(50, TimeSpan.FromHours(1), Now);
        List<RetentionCandidate> right = RetentionHistory.Kept(all, new RetentionPolicy { Keep = 12 }, Now);
        all.Insert(30, RetentionHistory.At(900, DateTimeOffset.UnixEpoch));
        all.Insert(20, RetentionHistory.At(901, Now + TimeSpan.FromDays(9000)));
        Assert.That(RetentionHistory.Kept(all, new RetentionPolicy { Keep = 12 }, Now), Is.EqualTo(right));
    }

    [Test]
    public void Nothing_to_decide_on_is_nothing_decided_and_no_place_at_all_is_refused()
    {
        Assert.That(RetentionPlan.Decide([], new RetentionPolicy(), Now), Is.Empty);
        Assert.That(() => RetentionPlan.Decide([], new RetentionPolicy { Keep = 0 }, Now), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Of_those_saved_before_a_restore_the_newest_stays_also_against_the_limit_of_size()
    {
        List<RetentionCandidate> all = [.. RetentionHistory.Regular(9, TimeSpan.FromHours(1), Now).Select((c, i) => i is 2 or 4 ? c with { IsBeforeRestore = true } : c)];
        var policy = new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 1, MaxTotalSize = new ByteSize(1) };
        Assert.That(RetentionHistory.Kept(all, policy, Now).Select(c => c.Id), Is.EqualTo(new[] { "s4", "s8" }));
        Assert.That(RetentionPlan.Decide(all, policy, Now)[4].Why.English, Is.EqualTo("what the last restore turned away from"));
    }

    private static List<double> Gaps(List<RetentionCandidate> kept) => [.. kept.Skip(1).Select((c, i) => (c.TakenAt - kept[i].TakenAt).TotalMinutes)];
}
