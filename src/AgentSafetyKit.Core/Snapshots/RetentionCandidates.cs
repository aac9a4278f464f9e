namespace AgentSafetyKit.Snapshots;

/// <summary>What retention looks at, from the list of snapshots. A snapshot without a manifest counts too: its time is in its name, its size that of the one before.</summary>
internal static class RetentionCandidates
{
    private const int FewEntries = 20;
    private const long FewBytes = 16 << 20;

    /// <param name="oldestFirst">All there are.</param>
    /// <param name="saved">Had all there was before a restore, which therefore saved nothing; null: none.</param>
    /// <param name="zone">Of the names.</param>
    public static IReadOnlyList<RetentionCandidate> Of(IReadOnlyList<SnapshotInfo> oldestFirst, SnapshotName? saved, TimeZoneInfo zone)
    {
        var candidates = new List<RetentionCandidate>(oldestFirst.Count);
        long sequence = 0, total = 0;
        for (int i = 0; i < oldestFirst.Count; i++)
        {
            SnapshotInfo snapshot = oldestFirst[i];
            SnapshotFacts? facts = snapshot.Facts, next = i + 1 < oldestFirst.Count ? oldestFirst[i + 1].Facts : null;
            sequence = facts?.Sequence ?? (sequence + 1);
            total = facts?.TotalBytes ?? total;
            candidates.Add(new RetentionCandidate
            {
                Id = snapshot.Id,
                Sequence = sequence,
                TakenAt = facts?.TakenAt ?? TimeIn(snapshot.Id, zone),
                Reason = facts?.Reason ?? SnapshotReason.Manual,
                RunId = facts?.RunId,
                IsBeforeRestore = facts?.Reason == SnapshotReason.BeforeRestore || snapshot.Id == saved?.ToString(),
                IsPinned = snapshot.IsPinned,
                IsTurningPoint = IsUpheaval(facts) || (next?.Sequence == sequence + 1 && IsUpheaval(next)),
                TotalBytes = total,
                CopiedBytes = facts?.CopiedBytes ?? 0,
            });
        }

        return candidates;
    }

    /// <summary>More than they can hold together: what was copied for each, and all of it where the one before is gone.</summary>
    public static long MostBytes(IReadOnlyList<RetentionCandidate> oldestFirst)
    {
        long most = 0;
        for (int i = 0; i < oldestFirst.Count; i++)
            most += i > 0 && oldestFirst[i].Sequence == oldestFirst[i - 1].Sequence + 1 ? oldestFirst[i].CopiedBytes : oldestFirst[i].TotalBytes;
        return most;
    }

    /// <summary>Whether more than half of it differs from the snapshot before it. The first of all differs from nothing.</summary>
    private static bool IsUpheaval(SnapshotFacts? facts)
    {
        if (facts is null || facts.IsRebuilt || facts.Sequence <= 1)
            return false;
        long differing = (long)facts.Added + facts.Changed + facts.Deleted;
        long larger = Math.Max(facts.Files, (long)facts.Files - facts.Added + facts.Deleted);
        return (differing >= FewEntries && differing * 2 > larger) || (facts.CopiedBytes >= FewBytes && facts.CopiedBytes * 2 > facts.TotalBytes);
    }

    private static DateTimeOffset TimeIn(string id, TimeZoneInfo zone) =>
        SnapshotName.TryParse(id, out SnapshotName name) ? name.TimeIn(zone) : throw new ArgumentException($"'{id}' is no snapshot's name", nameof(id));
}
