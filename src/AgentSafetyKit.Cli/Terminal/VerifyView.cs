using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Tells what a verification found, and with which code it ends.</summary>
internal static class VerifyView
{
    private const int Listed = 50;

    /// <param name="terminal">Where.</param>
    /// <param name="result">What was found.</param>
    /// <param name="place">How a command names the store.</param>
    /// <param name="json">For programs.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.SnapshotDamaged"/>, after all is told: something is wrong.</exception>
    public static int Show(UserTerminal terminal, VerifyResult result, StorePlace place, bool json)
    {
        if (json)
            terminal.Result(Json.Of(VerifyRecord.Of(result), Json.Contracts.VerifyRecord));
        else
            Print(terminal, result);
        int findings = result.Snapshots.Sum(snapshot => snapshot.Findings.Count), damaged = result.Snapshots.Count(snapshot => snapshot.Findings.Count > 0);
        if (damaged == 0)
            return (int)(result.IsProved ? ExitCode.Ok : ExitCode.Warnings);
        TreePath worst = result.Snapshots.First(snapshot => snapshot.Findings.Count > 0).Findings[0].Path;
        string history = place.Command("backup history", worst.IsRoot ? "." : ByteText.Decode(worst.Bytes));
        throw new KitException(
            ErrorCode.SnapshotDamaged,
            result.Snapshots.Count == 1
                ? new Text($"snapshot {result.Snapshots[0].Id} is not what was stored", $"снимок {result.Snapshots[0].Id} не такой, каким был сохранён")
                : new Text($"{damaged} of {result.Snapshots.Count} snapshots {(damaged == 1 ? "is" : "are")} not what was stored", $"не такие, какими были сохранены: {Counted.Snapshots(damaged).Russian} из {result.Snapshots.Count}"),
            new Text($"{Counted.Paths(findings).English} {(findings == 1 ? "differs" : "differ")}: the disk fails, or somebody worked in the backup folder", $"{Counted.Russian(findings, "отличается", "отличаются", "отличаются")} {Counted.Paths(findings).Russian}: сбоит диск, или кто-то работал в папке снимков"),
            new Text(
                $"where the folder still has a good file, touch it and take a snapshot: it is copied anew\nother versions: {history}",
                $"если в самой папке файл цел, обновите его время (touch) и сделайте снимок: он скопируется заново\nдругие версии: {history}"));
    }

    public static int Show(UserTerminal terminal, SourceVerification result, bool json)
    {
        if (json)
        {
            terminal.Result(Json.Of(new SourceVerifyRecord(result.Id, [.. result.Hidden.Select(PathRecord.Of)], result.Changed, result.Proved, result.Unproved), Json.Records.SourceVerifyRecord));
            return Code(result);
        }

        foreach (TreePath path in result.Hidden.Take(terminal.Settings.Verbose ? int.MaxValue : Listed))
            terminal.Result(Text.Verbatim($"! {path}"));
        More(terminal, result.Hidden.Count);
        terminal.Result(new Text(
            $"Compared with {result.Id}: {Counted.Files(result.Proved).English} the same, {result.Changed} changed as can be seen, {result.Hidden.Count} changed unseen, {result.Unproved} not compared.",
            $"Сравнение с {result.Id}: совпадает {Counted.Files(result.Proved).Russian}, явно изменено {result.Changed}, изменено незаметно {result.Hidden.Count}, не сравнено {result.Unproved}."));
        if (result.Hidden.Count > 0)
        {
            terminal.Warn(new Text(
                "these look untouched (size, times) and hold something else: touch them, and the next snapshot takes them", "эти файлы выглядят нетронутыми (размер, время), но содержимое другое: выполните для них touch, и следующий снимок их сохранит"));
        }

        return Code(result);
    }

    private static int Code(SourceVerification result) => (int)(result.Hidden.Count + result.Unproved > 0 ? ExitCode.Warnings : ExitCode.Ok);

    private static void Print(UserTerminal terminal, VerifyResult result)
    {
        // What snapshots share is damaged in all of them: one line.
        var wrong = result.Snapshots.SelectMany(snapshot => snapshot.Findings.Select(finding => (snapshot.Id, Finding: finding))).GroupBy(each => each.Finding).ToList();
        wrong.Sort((left, right) => DiffView.PathOrder.Compare(left.Key.Path, right.Key.Path));
        foreach (var group in wrong.Take(terminal.Settings.Verbose ? int.MaxValue : Listed))
        {
            string[] ids = [.. group.Select(each => each.Id)];
            string range = ids.Length == 1 ? ids[0] : $"{ids[0]} … {ids[^1]} ({ids.Length})", path = group.Key.Path.IsRoot ? "." : group.Key.Path.ToString(), error = group.Key.Errno == Errno.Ok ? "" : $" ({group.Key.Errno})";
            Text what = What(group.Key.Kind);
            terminal.Result(new Text($"! {path}   {what.English}{error}   {range}", $"! {path}   {what.Russian}{error}   {range}"));
        }

        More(terminal, wrong.Count);
        foreach (SnapshotVerification snapshot in result.Snapshots)
            Note(terminal, snapshot);
        Text verdict = Verdict(result);
        terminal.Result(new Text(
            $"{verdict.English}; {Counted.Files((int)result.FilesRead).English} read, {new ByteSize(result.BytesRead)}.",
            $"{verdict.Russian}; прочитано {Counted.Files((int)result.FilesRead).Russian}, {new ByteSize(result.BytesRead)}."));
    }

    /// <summary>A snapshot without a list of its files, such as one of the earlier tool, is neither good nor damaged: there is nothing to compare it with.</summary>
    private static Text Verdict(VerifyResult result)
    {
        int all = result.Snapshots.Count, damaged = result.Snapshots.Count(snapshot => snapshot.Findings.Count > 0);
        int open = result.Snapshots.Count(snapshot => snapshot is { IsGone: false, Findings.Count: 0, Manifest: not ManifestState.Good });
        int good = result.Snapshots.Count(snapshot => snapshot is { IsGone: false, Findings.Count: 0, Manifest: ManifestState.Good });
        if (all == 1)
        {
            return open == 1 ? new Text("Nothing wrong was found in the snapshot, but not all of it could be compared", "В снимке не найдено ничего плохого, но сверить удалось не всё")
                : good == 1 ? new Text("The snapshot is good", "Снимок цел")
                : damaged == 1 ? new Text("The snapshot is not good", "Снимок не цел")
                : new Text("The snapshot is gone", "Снимка больше нет");
        }

        if (open == all && all > 0)
            return new Text($"Nothing wrong was found in {all} snapshots, but not all of them could be compared", $"Снимков просмотрено: {all}; ничего плохого не найдено, но сверить удалось не всё");
        return open == 0
            ? new Text($"{good} of {all} snapshots are good", $"Целы снимки: {good} из {all}")
            : new Text($"{good} of {all} snapshots are good, and in {open} nothing wrong was found, but not all could be compared", $"Целы снимки: {good} из {all}; ещё в {open} не найдено ничего плохого, но сверить удалось не всё");
    }

    private static void Note(UserTerminal terminal, SnapshotVerification snapshot)
    {
        int open = snapshot.Files - snapshot.Proved - snapshot.Findings.Count(finding => finding.Kind is not (FindingKind.Added or FindingKind.ModeChanged or FindingKind.OwnerChanged or FindingKind.TimeChanged or FindingKind.Lost));
        if (snapshot.IsGone)
            terminal.Say(new Text($"{snapshot.Id} was removed meanwhile.", $"{snapshot.Id} за это время удалён."));
        else if (snapshot.Manifest != ManifestState.Good)
            terminal.Warn(new Text(
                $"{snapshot.Id} has no good manifest: {Counted.Files(snapshot.Files).English} read, {snapshot.Proved} proved by other snapshots; the rest can not be compared",
                $"у {snapshot.Id} нет исправной описи: прочитано {Counted.Files(snapshot.Files).Russian}, по другим снимкам подтверждено {snapshot.Proved}; остальное сравнить не с чем"));
        else if (open > 0)
            terminal.Warn(new Text($"{snapshot.Id}: {Counted.Files(open).English} without a recorded hash can not be compared", $"{snapshot.Id}: {Counted.Files(open).Russian} без записанного хеша сравнить не с чем"));
    }

    private static void More(UserTerminal terminal, int count)
    {
        int more = terminal.Settings.Verbose ? 0 : count - Listed;
        if (more > 0)
            terminal.Result(new Text($"  … and {more} more (--verbose lists all)", $"  … и ещё {more} (--verbose покажет все)"));
    }

    private static Text What(FindingKind kind) => kind switch
    {
        FindingKind.Missing => new Text("missing", "отсутствует"),
        FindingKind.Added => new Text("added", "добавлен"),
        FindingKind.TypeChanged => new Text("another kind of thing", "другой вид файла"),
        FindingKind.Truncated => new Text("cut off", "обрезан"),
        FindingKind.Grown => new Text("longer than it was", "длиннее, чем был"),
        FindingKind.ContentChanged => new Text("other content", "другое содержимое"),
        FindingKind.Unreadable => new Text("can not be read", "не читается"),
        FindingKind.ModeChanged => new Text("other mode", "другие права"),
        FindingKind.OwnerChanged => new Text("other owner", "другой владелец"),
        FindingKind.TimeChanged => new Text("other time", "другое время"),
        FindingKind.Lost => new Text("lost before the snapshot was finished", "утрачен до завершения снимка"),
        _ => new Text("other hard links", "другие жёсткие ссылки"),
    };
}
