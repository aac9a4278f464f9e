using System.Collections.Immutable;
using AgentSafetyKit.Mounts.Journal;

namespace AgentSafetyKit.Sessions;

/// <summary>What an agent tried to change in its folder and was not let, by the journal of its mount.</summary>
internal static class RunRefusals
{
    private const int Most = 100;

    /// <summary>The paths, escaped for printing; the first of them where there are many.</summary>
    public static ImmutableArray<string> Of(RunRecord run, MountStore mounts) =>
    [
        .. new ChangeLog(mounts.JournalFile(MountStore.IdOf(run.Folder, run.Machine))).Read(run.StartedAt, run.EndedAt ?? DateTimeOffset.MaxValue)
            .Where(happened => happened.Kind == MountChangeKind.Refused && (happened.Run is null || happened.Run == run.Id))
            .Select(happened => happened.Path).Distinct(StringComparer.Ordinal).Take(Most),
    ];
}
