using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The rules of a scan: those of the ignore files it meets on its way, or frozen ones, in which case it reports every file that is not what it was. It also says where the rules
/// differ from those of the previous snapshot, because there what was left out has to be looked for again.
/// </summary>
internal sealed class IgnoreReader
{
    private readonly ScanSpec _spec;
    private readonly TreeScan _scan;
    private readonly KnownIgnoreFiles _known;
    private readonly IReadOnlyList<string> _given;
    private readonly IgnoreWalk _walk;
    private readonly List<IgnoreSource> _found = [];
    private readonly HashSet<TreePath> _frozenMet = [];

    public IgnoreReader(ScanSpec spec, TreeScan scan, KnownIgnoreFiles known)
    {
        _known = known;
        _spec = spec;
        _scan = scan;
        _given = spec.Frozen?.Given ?? spec.Given;
        _walk = new IgnoreWalk(new IgnoreRules(_given, []).GivenPatterns);
    }

    /// <summary>With its NUL.</summary>
    public static ReadOnlySpan<byte> FileName => ".backupignore\0"u8;

    /// <summary>The walk has come into a folder that is as it was.</summary>
    /// <param name="name">With its NUL.</param>
    /// <param name="previous">In the previous snapshot's table.</param>
    public void EnterKnown(ReadOnlySpan<byte> name, int previous)
    {
        IgnoreSource? source = _known.SourceOf(previous);
        if (source is not null)
            _found.Add(source);
        _walk.Enter(name[..^1], source is null ? null : IgnorePatternList.Parse(source.Content.Span));
    }

    /// <summary>The walk passes over folders of the previous snapshot that are as they were.</summary>
    public void PassOver(int from, int end) => _found.AddRange(_known.Between(from, end));

    /// <summary>The walk has come into a folder. True: other rules than the previous snapshot's hold from here on down.</summary>
    /// <param name="index">In the scan's table.</param>
    /// <param name="folder">Its handle.</param>
    /// <param name="previous">In the previous snapshot's table, or -1.</param>
    /// <param name="listing">Its names; null where they are those of the previous snapshot.</param>
    public bool Enter(int index, FolderHandle folder, int previous, FolderListing? listing)
    {
        ReadOnlySpan<byte> name = _scan.Table.FolderName(index)[..^1];
        bool anyBefore = _spec.Previous is { Rules.Sources.Count: > 0 };
        bool isThere = listing is null ? IsIn(previous) || anyBefore : IsIn(listing);
        bool anyFrozen = _spec.Frozen is { Sources.Count: > 0 };
        if (!isThere && !anyBefore && !anyFrozen)
        {
            _walk.Enter(name, null);
            return false;
        }

        TreePath path = _scan.Table.PathOfFolder(index);
        IgnoreSource? now = isThere && Read(folder, path) is { } content ? new IgnoreSource(path, content) : null;
        IgnoreSource? effective = now;
        if (_spec.Frozen is { } frozen)
        {
            effective = frozen.SourceOf(path);
            if (effective is not null)
                _frozenMet.Add(path);
            if (!Equals(now, effective))
                Report(path, now is null ? IgnoreChangeKind.Removed : effective is null ? IgnoreChangeKind.Added : IgnoreChangeKind.Changed);
        }

        if (effective is not null)
            _found.Add(effective);
        _walk.Enter(name, effective is null ? null : IgnorePatternList.Parse(effective.Content.Span));
        return _spec.Previous is { } before && !Equals(effective, before.Rules.SourceOf(path));
    }

    public void Leave() => _walk.Leave();

    public bool Excludes(ReadOnlySpan<byte> name, bool isFolder) => _walk.Excludes(name, isFolder);

    public void Finish()
    {
        // A frozen file whose folder is gone stays part of the rules: the folder may come back.
        foreach (IgnoreSource source in _spec.Frozen?.Sources ?? [])
        {
            if (_frozenMet.Contains(source.Folder))
                continue;
            _found.Add(source);
            Report(source.Folder, IgnoreChangeKind.Removed);
        }

        bool asBefore = _scan.IsUntouched && _spec.Frozen is null;
        _scan.Rules = asBefore ? _spec.Previous!.Rules : new IgnoreRules(_given, _found);
    }

    private static bool IsIn(FolderListing listing)
    {
        for (int i = 0; i < listing.Count; i++)
        {
            if (listing.Name(i).SequenceEqual(FileName))
                return true;
        }

        return false;
    }

    private byte[]? Read(FolderHandle folder, TreePath path)
    {
        if (folder.OpenFile(FileName, out FileHandle file) != Errno.Ok)
            return null;
        using (file)
        {
            if (file.Status(out FileStatus status) != Errno.Ok || status.Kind != EntryKind.File)
                return null;
            byte[] content = new byte[Math.Min(status.Size, IgnoreRules.LongestFile)];
            int filled = 0;
            while (filled < content.Length && file.ReadAt(content.AsSpan(filled), filled, out int count) == Errno.Ok && count > 0)
                filled += count;
            if (status.Size <= filled)
                return content[..filled];
            // The half of a line would be another pattern.
            _scan.Warnings.Add(new SnapshotWarning(WarningKind.IgnoreFileTooLong, path.Append(FileName[..^1])));
            return content[..(content.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1)];
        }
    }

    private bool IsIn(int previous)
    {
        TreeTable table = _spec.Previous!.Table;
        FolderRecord folder = table.Folder(previous);
        for (int i = folder.FirstEntry; i < folder.EntryEnd; i++)
        {
            if (table.EntryName(i).SequenceEqual(FileName))
                return true;
        }

        return false;
    }

    private void Report(TreePath folder, IgnoreChangeKind kind) => _scan.IgnoreChanges.Add(new IgnoreChange(folder.Append(FileName[..^1]), kind));
}
