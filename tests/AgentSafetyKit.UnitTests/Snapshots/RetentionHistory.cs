using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Candidates to decide about.</summary>
internal static class RetentionHistory
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Taken at regular intervals, the last one at <paramref name="now"/>.</summary>
    public static List<RetentionCandidate> Regular(int count, TimeSpan interval, DateTimeOffset now) =>
        [.. Enumerable.Range(0, count).Select(i => At(i, now - (interval * (count - 1 - i))))];

    public static RetentionCandidate At(int number, DateTimeOffset takenAt) =>
        new() { Id = $"s{number}", Sequence = number + 1, TakenAt = takenAt, Reason = SnapshotReason.Interval, TotalBytes = 1000, CopiedBytes = number == 0 ? 1000 : 10 };

    /// <summary>Anything that can happen, clocks that jump included.</summary>
    public static List<RetentionCandidate> Random(Random random)
    {
        var all = new List<RetentionCandidate>();
        DateTimeOffset time = Start;
        int count = random.Next(random.Next(2) == 0 ? 12 : 150);
        for (int i = 0; i < count; i++)
        {
            time += random.Next(40) switch { 0 => -TimeSpan.FromHours(random.Next(1000)), 1 => TimeSpan.FromDays(random.Next(400)), _ => TimeSpan.FromSeconds(random.Next(20000)) };
            SnapshotReason reason = (SnapshotReason)random.Next(6);
            long total = random.Next(3) == 0 && i > 0 ? all[^1].TotalBytes : random.Next(100_000);
            all.Add(new RetentionCandidate
            {
                Id = $"s{i}",
                Sequence = i + 1,
                TakenAt = time,
                Reason = reason,
                RunId = random.Next(2) == 0 ? $"run{random.Next(20)}" : null,
                IsBeforeRestore = reason == SnapshotReason.BeforeRestore,
                IsPinned = random.Next(15) == 0,
                IsTurningPoint = random.Next(3) == 0,
                TotalBytes = total,
                CopiedBytes = i == 0 ? total : random.NextInt64(total + 1),
            });
        }

        return all;
    }

    public static RetentionPolicy RandomPolicy(Random random) => new()
    {
        Method = random.Next(3) == 0 ? RetentionMethod.Tail : RetentionMethod.Thin,
        Keep = 1 + random.Next(60),
        MaxTotalSize = random.Next(2) == 0 ? null : new AgentSafetyKit.Primitives.ByteSize(1 + random.Next(400_000)),
    };

    public static List<RetentionCandidate> Kept(IReadOnlyList<RetentionCandidate> all, RetentionPolicy policy, DateTimeOffset now)
    {
        IReadOnlyList<RetentionDecision> decisions = RetentionPlan.Decide(all, policy, now);
        return [.. all.Where((_, i) => decisions[i].Keeps)];
    }
}
