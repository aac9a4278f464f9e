using System.Collections.Immutable;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>Turns the differences between two snapshots into a review: what changed, and what of it deserves a second look on the host.</summary>
public static class ReviewBuilder
{
    private const uint AnyExecute = 0x49;

    public static ReviewReport Build(RunRecord run, IEnumerable<TreeChange> changes)
    {
        var items = ImmutableArray.CreateBuilder<ReviewItem>();
        foreach (TreeChange change in changes)
        {
            bool isFolder = (change.Kind == ChangeKind.Deleted ? change.OldKind : change.NewKind) == EntryKind.Folder;
            // A folder's time moves with every entry in it: only its coming and going says anything, and its mode.
            if (isFolder && change.Kind == ChangeKind.MetadataOnly && change.OldMode == change.NewMode)
                continue;
            string? target = change.NewKind == EntryKind.SymbolicLink ? Printable.Escape(change.NewTarget.Span) : null;
            string path = change.Path.IsRoot ? "." : change.Path.ToString();
            items.Add(new ReviewItem(path, ChangeOf(change.Kind), isFolder, target, WarningOf(change, path, target, isFolder)));
        }

        items.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return new ReviewReport(run, items.ToImmutable());
    }

    private static ReviewChange ChangeOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => ReviewChange.Added,
        ChangeKind.Deleted => ReviewChange.Deleted,
        _ => ReviewChange.Changed,
    };

    private static Text WarningOf(TreeChange change, string path, string? target, bool isFolder)
    {
        if (change.Kind == ChangeKind.Deleted)
            return Text.None;
        if (target is not null && OutwardLink.Leaves(path, target))
            return new Text($"a link that leaves the folder: {target}", $"ссылка наружу: {target}");
        if (isFolder)
            return Text.None;
        if (HostExecutedFiles.WhyItMatters(path) is { } why)
            return why;
        bool becameExecutable = change.NewKind == EntryKind.File && (change.NewMode & AnyExecute) != 0 && (change.OldKind != EntryKind.File || (change.OldMode & AnyExecute) == 0);
        return becameExecutable ? new Text("a new program", "новая программа") : Text.None;
    }
}
