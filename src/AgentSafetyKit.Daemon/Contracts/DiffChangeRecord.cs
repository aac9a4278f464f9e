using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One path of a <see cref="DiffRecord"/>. What a side does not have is null; modes are octal; names, targets and lines are escaped, and where that changes a name its bytes are there too (<see cref="RawBytes"/>).</summary>
/// <param name="Content">With <c>--content</c> or <c>--stat</c>: whether lines could be compared.</param>
/// <param name="Lines">With <c>--content</c>: the lines of the unified diff.</param>
public sealed record DiffChangeRecord(
    string Path, string? PathBytes, string Change, string? OldKind, string? NewKind, long? OldSize, long? NewSize, string? OldMode, string? NewMode, string? OldTarget, string? OldTargetBytes, string? NewTarget, string? NewTargetBytes,
    string? Content, int? AddedLines, int? DeletedLines, IReadOnlyList<string>? Lines)
{
    public static DiffChangeRecord Of(TreeChange change, ContentChange? content, bool withLines)
    {
        bool hasOld = change.OldKind != EntryKind.Unknown, hasNew = change.NewKind != EntryKind.Unknown;
        return new DiffChangeRecord(
            PathRecord.Shown(change.Path),
            RawBytes.Of(change.Path.Bytes),
            CamelWord.Of(change.Kind),
            hasOld ? CamelWord.Of(change.OldKind) : null,
            hasNew ? CamelWord.Of(change.NewKind) : null,
            hasOld ? change.OldSize : null,
            hasNew ? change.NewSize : null,
            hasOld ? ModeText.Octal(change.OldMode) : null,
            hasNew ? ModeText.Octal(change.NewMode) : null,
            Target(change.OldTarget),
            RawBytes.Of(change.OldTarget.Span),
            Target(change.NewTarget),
            RawBytes.Of(change.NewTarget.Span),
            content is null ? null : CamelWord.Of(content.State),
            content is null ? null : Count(content, '+'),
            content is null ? null : Count(content, '-'),
            content is null || !withLines ? null : [.. content.Hunks.SelectMany(Text)]);
    }

    public static int Count(ContentChange content, char mark) => content.Hunks.Sum(hunk => hunk.Lines.Count(line => line.Mark == mark));

    public static string Header(DiffHunk hunk) => $"@@ -{hunk.OldStart},{hunk.OldCount} +{hunk.NewStart},{hunk.NewCount} @@";

    private static IEnumerable<string> Text(DiffHunk hunk)
    {
        yield return Header(hunk);
        foreach (DiffLine line in hunk.Lines)
            yield return line.Mark + Printable.EscapeContent(line.Content.Span);
    }

    private static string? Target(ReadOnlyMemory<byte> target) => target.IsEmpty ? null : Printable.Escape(target.Span);
}
