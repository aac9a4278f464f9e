using System.Globalization;
using System.Text;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows what differs between two states of a folder: a line a path, line counts, or the lines themselves as a unified diff that patch(1) reads.</summary>
internal sealed class DiffView(UserTerminal terminal, SnapshotDiff diff, string from, string? to)
{
    private const int WidestBar = 40;

    /// <summary>What lies in a folder follows it at once.</summary>
    public static Comparer<TreePath> PathOrder { get; } = Comparer<TreePath>.Create((left, right) =>
    {
        ReadOnlySpan<byte> one = left.Bytes, other = right.Bytes;
        int same = one.CommonPrefixLength(other);
        if (same == one.Length || same == other.Length)
            return one.Length - other.Length;
        return one[same] == '/' ? -1 : other[same] == '/' ? 1 : one[same] - other[same];
    });

    private bool Color => terminal.Settings.ColorOnOutput;

    public DiffRecord Record(IReadOnlyList<TreeChange> changes, bool withLines, bool counted) => DiffRecord.Of(from, to, changes, change => withLines || counted ? diff.Content(change) : null, withLines);

    public void ShowList(IReadOnlyList<TreeChange> changes, bool counted)
    {
        foreach (TreeChange change in changes)
            terminal.Result(Text.Verbatim($"{Paint(change.Kind, Mark(change.Kind).ToString())} {Name(change)}  {(counted ? Counts(change) : Sizes(change)).In(terminal.Language)}".TrimEnd()));
        Summarize(changes);
    }

    public void ShowLines(IReadOnlyList<TreeChange> changes)
    {
        foreach (TreeChange change in changes)
            ShowLines(change);
        Summarize(changes);
    }

    private static char Mark(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => '+',
        ChangeKind.Deleted => '-',
        ChangeKind.MetadataOnly => 'm',
        ChangeKind.TypeChanged => 't',
        _ => '~',
    };

    private static string Name(TreeChange change)
    {
        bool isFolder = (change.Kind == ChangeKind.Deleted ? change.OldKind : change.NewKind) == EntryKind.Folder;
        return change.Path.IsRoot ? "./" : change.Path + (isFolder ? "/" : "");
    }

    private static Text Sizes(TreeChange change)
    {
        if (change.Kind == ChangeKind.MetadataOnly)
            return change.OldMode == change.NewMode ? new Text("time or owner", "время или владелец") : Text.Verbatim($"{ModeText.Octal(change.OldMode)} → {ModeText.Octal(change.NewMode)}");
        string old = Side(change.OldKind, change.OldSize, change.OldTarget), now = Side(change.NewKind, change.NewSize, change.NewTarget);
        return Text.Verbatim(change.Kind switch
        {
            ChangeKind.Added => now,
            ChangeKind.Deleted => old,
            ChangeKind.TypeChanged => $"{ModeText.Letters(change.OldKind, change.OldMode)} {old} → {ModeText.Letters(change.NewKind, change.NewMode)} {now}",
            _ => $"{old} → {now}",
        });
    }

    private static string Side(EntryKind kind, long size, ReadOnlyMemory<byte> target) => kind switch
    {
        EntryKind.File => new ByteSize(size).ToString(),
        EntryKind.SymbolicLink => "-> " + Printable.Escape(target.Span),
        EntryKind.Folder => "",
        _ => kind.ToString(),
    };

    private Text Counts(TreeChange change)
    {
        ContentChange content = diff.Content(change);
        if (content.State == ContentChangeState.None)
            return Sizes(change);
        if (content.State != ContentChangeState.Text)
            return new Text($"{Sizes(change).English}  ({Why(content.State).English})", $"{Sizes(change).Russian}  ({Why(content.State).Russian})");
        int added = DiffChangeRecord.Count(content, '+'), deleted = DiffChangeRecord.Count(content, '-');
        int all = Math.Max(1, added + deleted), width = Math.Min(all, WidestBar);
        int plus = (int)Math.Round((double)added * width / all, MidpointRounding.AwayFromZero);
        string bar = Style.Green(new string('+', plus), Color && plus > 0) + Style.Red(new string('-', width - plus), Color && width > plus);
        return Text.Verbatim(string.Create(CultureInfo.InvariantCulture, $"+{added} -{deleted} {bar}"));
    }

    private static Text Why(ContentChangeState state) => state switch
    {
        ContentChangeState.Binary => new Text("binary", "двоичный"),
        ContentChangeState.TooLarge => new Text("too large to compare line by line", "слишком велик для построчного сравнения"),
        _ => new Text("could not be read", "не удалось прочитать"),
    };

    private void ShowLines(TreeChange change)
    {
        ContentChange content = diff.Content(change);
        if (content.State != ContentChangeState.Text)
        {
            Text note = content.State == ContentChangeState.None ? Text.None : Why(content.State);
            Text sizes = Sizes(change);
            terminal.Result(new Text(
                Style.Bold($"{Mark(change.Kind)} {Name(change)}  {sizes.English}  {note.English}".TrimEnd(), Color), Style.Bold($"{Mark(change.Kind)} {Name(change)}  {sizes.Russian}  {note.Russian}".TrimEnd(), Color)));
            return;
        }

        terminal.Result(Style.Bold(change.OldKind == EntryKind.File ? $"--- a/{change.Path}\t{from}" : "--- /dev/null", Color));
        terminal.Result(Style.Bold(change.NewKind == EntryKind.File ? $"+++ b/{change.Path}\t{to ?? "now"}" : "+++ /dev/null", Color));
        using var raw = new MemoryStream();
        foreach (DiffHunk hunk in content.Hunks)
        {
            Write(raw, Style.Dim(DiffChangeRecord.Header(hunk), Color));
            foreach (DiffLine line in hunk.Lines)
                WriteLine(raw, line);
        }

        terminal.ResultContent(raw.GetBuffer().AsSpan(0, (int)raw.Length), isSafe: terminal.Settings.OutputIsTerminal);
    }

    private void WriteLine(MemoryStream raw, DiffLine line)
    {
        if (terminal.Settings.OutputIsTerminal)
        {
            Write(raw, Paint(line.Mark == '+' ? ChangeKind.Added : line.Mark == '-' ? ChangeKind.Deleted : ChangeKind.MetadataOnly, line.Mark + Printable.EscapeContent(line.Content.Span)));
        }
        else
        {
            raw.WriteByte((byte)line.Mark);
            raw.Write(line.Content.Span);
            raw.WriteByte((byte)'\n');
        }

        if (!line.HasLineFeed)
            Write(raw, "\\ No newline at end of file");
    }

    private static void Write(MemoryStream raw, string line) => raw.Write(Encoding.UTF8.GetBytes(line + "\n"));

    private string Paint(ChangeKind kind, string words) => kind switch
    {
        ChangeKind.Added => Style.Green(words, Color),
        ChangeKind.Deleted => Style.Red(words, Color),
        ChangeKind.MetadataOnly => words,
        _ => Style.Yellow(words, Color),
    };

    private void Summarize(IReadOnlyList<TreeChange> changes)
    {
        Text since = to is null ? new Text($"since {from}", $"с {from}") : new Text($"from {from} to {to}", $"с {from} по {to}");
        if (changes.Count == 0)
        {
            terminal.Say(new Text($"Nothing changed {since.English}.", $"Ничего не изменилось {since.Russian}."));
            return;
        }

        int added = changes.Count(change => change.Kind == ChangeKind.Added), deleted = changes.Count(change => change.Kind == ChangeKind.Deleted);
        int changed = changes.Count - added - deleted;
        terminal.Say(new Text($"{added} added, {changed} changed, {deleted} deleted {since.English}.", $"Добавлено {added}, изменено {changed}, удалено {deleted} {since.Russian}."));
    }
}
