using System.Collections.Concurrent;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Holds what was read of a snapshot against its manifest. What a disk can not keep (the snapshot's own warnings say so) is not held against it, nor is setuid, which snapshots never have.</summary>
internal sealed class FindingList(Manifest manifest, ulong[] entryInodes, Errno[] folderErrors, ConcurrentDictionary<ulong, InodeFacts> inodes)
{
    private readonly TreeTable _table = manifest.Table;
    private readonly List<VerifyFinding> _findings = [];
    private readonly bool _keepsModes = !manifest.Warnings.Any(warning => warning.Kind == WarningKind.AttributesLost);
    private bool _keepsOwners;
    private int _files;
    private int _proved;

    public List<TreePath> Added { get; } = [];

    public List<(int Folder, InodeFacts Facts)> Folders { get; } = [];

    public SnapshotVerification Result(string id, ManifestState state)
    {
        var folders = new InodeFacts?[_table.FolderCount];
        foreach ((int folder, InodeFacts facts) in Folders)
            folders[folder] = facts;
        // Only root's snapshots have the owners of their files.
        _keepsOwners = folders[0]?.UserId == 0 && !manifest.Warnings.Any(warning => warning.Kind == WarningKind.OwnerLost);
        for (int i = 0; i < _table.FolderCount; i++)
        {
            bool isBelowMissing = i > 0 && folderErrors[_table.Folder(i).Parent] != Errno.Ok;
            if (isBelowMissing)
                folderErrors[i] = folderErrors[_table.Folder(i).Parent];
            else if (folderErrors[i] != Errno.Ok)
                _findings.Add(new VerifyFinding(_table.PathOfFolder(i), KindOf(folderErrors[i]), folderErrors[i]));
            else if (i > 0)
                CheckFolder(i, folders[i]!);
            if (folderErrors[i] == Errno.Ok)
            {
                for (int entry = _table.Folder(i).FirstEntry; entry < _table.Folder(i).EntryEnd; entry++)
                    CheckEntry(i, entry);
            }
        }

        // Without a manifest the names are the disk's own.
        _findings.AddRange(Added.Select(path => new VerifyFinding(path, FindingKind.Added)));
        _findings.Sort((left, right) => left.Path.Bytes.SequenceCompareTo(right.Path.Bytes));
        return new SnapshotVerification(id, state, _findings) { Files = _files, Proved = _proved };
    }

    private static FindingKind KindOf(Errno errno) => errno switch
    {
        Errno.ENOENT => FindingKind.Missing,
        Errno.ENOTDIR or Errno.ELOOP => FindingKind.TypeChanged,
        _ => FindingKind.Unreadable,
    };

    private void CheckFolder(int folder, InodeFacts now)
    {
        FolderRecord wanted = _table.Folder(folder);
        // A user's own folders are kept readable for him; the manifest has the real mode.
        uint mode = now.Mode & 0xFFFu, recorded = wanted.Mode & 0xFFFu;
        if (_keepsModes && mode != recorded && mode != (recorded | 0x140))
            Add(folder, -1, FindingKind.ModeChanged);
        if (_keepsOwners && (now.UserId != wanted.UserId || now.GroupId != wanted.GroupId))
            Add(folder, -1, FindingKind.OwnerChanged);
        if (!EntryRecord.IsSameTime(now.ModifiedAt, wanted.ModifiedAt))
            Add(folder, -1, FindingKind.TimeChanged);
    }

    private void CheckEntry(int folder, int entry)
    {
        EntryRecord wanted = _table.Entry(entry);
        if (wanted.IsLost)
            Add(folder, entry, FindingKind.Lost);
        if (!wanted.IsStored)
            return;
        _files++;
        if (!inodes.TryGetValue(entryInodes[entry], out InodeFacts? now))
        {
            Add(folder, entry, FindingKind.Missing);
            return;
        }

        if (now.Kind != wanted.Kind)
        {
            Add(folder, entry, FindingKind.TypeChanged);
            return;
        }

        CheckContent(folder, entry, wanted, now);
        if ((wanted.Flags & EntryFlags.Stale) != 0)
            return; // an older copy stands in: the rest of the record is the unreadable file's
        uint mode = now.Mode & 0xFFFu & ~EntryMetadata.SetIdBits, recorded = wanted.Mode & 0xFFFu & ~EntryMetadata.SetIdBits;
        if (_keepsModes && wanted.Kind != EntryKind.SymbolicLink && mode != recorded)
            Add(folder, entry, FindingKind.ModeChanged);
        if (_keepsOwners && (now.UserId != wanted.UserId || now.GroupId != wanted.GroupId))
            Add(folder, entry, FindingKind.OwnerChanged);
        if (!EntryRecord.IsSameTime(now.ModifiedAt, wanted.ModifiedAt))
            Add(folder, entry, FindingKind.TimeChanged);
        int leader = _table.LeaderOf(entry);
        bool oneFile = _table.Entry(leader).SnapshotInode == wanted.SnapshotInode;
        if (leader != entry && oneFile && entryInodes[leader] != 0 && entryInodes[leader] != entryInodes[entry])
            Add(folder, entry, FindingKind.LinksChanged);
    }

    private void CheckContent(int folder, int entry, in EntryRecord wanted, InodeFacts now)
    {
        ContentHash recorded = _table.Hash(entry);
        bool sizeIsRecorded = (wanted.Flags & (EntryFlags.Torn | EntryFlags.Stale)) == 0;
        if (now.Error != Errno.Ok)
        {
            _findings.Add(new VerifyFinding(_table.PathOfEntry(folder, entry), FindingKind.Unreadable, now.Error));
        }
        else if (wanted.Kind == EntryKind.File && recorded.IsKnown && now.Hash == recorded)
        {
            // Whatever the size was when it was read in pieces: these are the bytes.
            now.IsProved = true;
            _proved++;
        }
        else if (sizeIsRecorded && wanted.Kind != EntryKind.Fifo && now.Size != wanted.Size)
        {
            Add(folder, entry, now.Size < wanted.Size ? FindingKind.Truncated : FindingKind.Grown);
        }
        else if (wanted.Kind == EntryKind.File && recorded.IsKnown)
        {
            Add(folder, entry, FindingKind.ContentChanged);
        }
        else if (wanted.Kind != EntryKind.File || now.IsProved)
        {
            _proved++;
        }
    }

    private void Add(int folder, int entry, FindingKind kind) => _findings.Add(new VerifyFinding(entry < 0 ? _table.PathOfFolder(folder) : _table.PathOfEntry(folder, entry), kind));
}
