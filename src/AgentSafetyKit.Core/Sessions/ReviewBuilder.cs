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
            HostDanger danger = DangerOf(change, path, target, isFolder);
            items.Add(new ReviewItem(path, ChangeOf(change.Kind), isFolder, target, danger.Severity, danger.Why)
            {
                PathBytes = RawBytes.Of(change.Path.Bytes),
                LinkTargetBytes = target is null ? null : RawBytes.Of(change.NewTarget.Span),
            });
        }

        MarkBareRepositories(items);
        items.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return new ReviewReport(run, items.ToImmutable());
    }

    private static ReviewChange ChangeOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => ReviewChange.Added,
        ChangeKind.Deleted => ReviewChange.Deleted,
        _ => ReviewChange.Changed,
    };

    private static HostDanger DangerOf(TreeChange change, string path, string? target, bool isFolder)
    {
        var none = new HostDanger(ReviewSeverity.None, Text.None);
        if (change.Kind == ChangeKind.Deleted)
            return none;
        if (target is not null && OutwardLink.Leaves(path, target))
            return new HostDanger(ReviewSeverity.AtOnce, new Text($"a link that leaves the folder: {target}", $"ссылка наружу: {target}"));
        if (isFolder)
            return none;
        if (HostExecutedFiles.Find(path, target is not null) is { } danger)
            return danger;
        bool becameExecutable = change.NewKind == EntryKind.File && (change.NewMode & AnyExecute) != 0 && (change.OldKind != EntryKind.File || (change.OldMode & AnyExecute) == 0);
        return becameExecutable ? new HostDanger(ReviewSeverity.WhenStarted, new Text("a new program", "новая программа")) : none;
    }

    /// <summary>Git takes any folder with HEAD and config in it (and objects and refs) for a repository, and runs what that config names when somebody works in there.</summary>
    private static void MarkBareRepositories(ImmutableArray<ReviewItem>.Builder items)
    {
        HashSet<string> heads = [.. items.Where(item => item.Change != ReviewChange.Deleted && IsNamed(item.Path, "HEAD")).Select(item => item.Path[..^4])];
        for (int i = 0; heads.Count > 0 && i < items.Count; i++)
        {
            ReviewItem item = items[i];
            if (item is { Severity: < ReviewSeverity.AtOnce, IsFolder: false } && item.Change != ReviewChange.Deleted && IsNamed(item.Path, "config") && heads.Contains(item.Path[..^6]))
                items[i] = item with { Severity = HostExecutedFiles.BareRepositoryConfig.Severity, Warning = HostExecutedFiles.BareRepositoryConfig.Why };
        }
    }

    private static bool IsNamed(string path, string name) =>
        path.EndsWith(name, StringComparison.Ordinal) && (path.Length == name.Length || path[^(name.Length + 1)] == '/');
}
