using System.Globalization;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows snapshots to people.</summary>
internal static class SnapshotView
{
    public static Text Created(SnapshotInfo snapshot)
    {
        SnapshotFacts facts = snapshot.Facts!;
        return new Text(
            $"Snapshot {snapshot.Id}: {Counted.Files(facts.Files).English}, +{facts.Added} ~{facts.Changed} -{facts.Deleted}, {new ByteSize(facts.CopiedBytes)} copied.",
            $"Снимок {snapshot.Id}: {Counted.Files(facts.Files).Russian}, +{facts.Added} ~{facts.Changed} -{facts.Deleted}, скопировано {new ByteSize(facts.CopiedBytes)}.");
    }

    /// <param name="snapshots">Oldest first.</param>
    /// <param name="retention">Whether each stays and why; null: only what is pinned is said.</param>
    /// <param name="clock">Whose zone the times are shown in: a name has the time of the clock that was then.</param>
    /// <param name="language">Of the user.</param>
    /// <param name="color">Whether the terminal has it.</param>
    public static string Table(IReadOnlyList<SnapshotInfo> snapshots, IReadOnlyList<RetentionDecision>? retention, TimeProvider clock, Language language, bool color)
    {
        string Kept(int index) => snapshots[index].Pin is { } pin ? RetentionView.Pinned(pin).In(language)
            : retention is null ? ""
            : $"{RetentionView.Verdict(retention[index]).In(language)}: {retention[index].Why.In(language)}";

        bool russian = language == Language.Russian;
        Table table = russian ? new Table("СНИМОК", "СДЕЛАН", "ПОЧЕМУ", "ФАЙЛОВ", "ИЗМЕНЕНИЯ", "НОВОЕ", "ЗАПУСК", "ХРАНЕНИЕ") : new Table("SNAPSHOT", "TAKEN", "WHY", "FILES", "CHANGES", "NEW", "RUN", "KEPT");
        for (int i = 0; i < snapshots.Count; i++)
        {
            SnapshotInfo snapshot = snapshots[i];
            if (snapshot.Facts is not { } facts)
            {
                table.Add(snapshot.Id, "", Without(snapshot.State).In(language), "", "", "", "", Kept(i));
                continue;
            }

            table.Add(
                snapshot.Id,
                facts.IsRebuilt ? "" : ModeText.Time(facts.TakenAt, clock),
                (facts.IsRebuilt ? new Text("(manifest rebuilt)", "(опись восстановлена)") : Why(facts.Reason)).In(language),
                facts.Files.ToString(CultureInfo.InvariantCulture),
                $"+{facts.Added} ~{facts.Changed} -{facts.Deleted}",
                new ByteSize(facts.CopiedBytes).ToString(),
                facts.RunId ?? "",
                Kept(i));
        }

        return table.Render(color);
    }

    private static Text Without(ManifestState state) => state switch
    {
        ManifestState.Missing => new Text("(no manifest)", "(нет описи)"),
        ManifestState.Unreadable => new Text("(another user's)", "(другого пользователя)"),
        _ => new Text("(manifest damaged)", "(опись повреждена)"),
    };

    public static Text Why(SnapshotReason reason) => reason switch
    {
        SnapshotReason.Interval => new Text("interval", "по времени"),
        SnapshotReason.BeforeRun => new Text("before a run", "перед запуском"),
        SnapshotReason.AfterRun => new Text("after a run", "после запуска"),
        SnapshotReason.Burst => new Text("after changes", "после изменений"),
        SnapshotReason.BeforeRestore => new Text("before a restore", "перед восстановлением"),
        _ => new Text("by hand", "вручную"),
    };
}
