using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

internal sealed partial class TreeScanner
{
    /// <summary>A name that is there and can not be looked at.</summary>
    private void KeepName(ReadOnlySpan<byte> name, int entry, int child, Errno errno)
    {
        bool keeps = _spec.KeepsUnreadable && (entry >= 0 || child >= 0);
        Warn(keeps ? WarningKind.UnreadableKeptOld : WarningKind.Unreadable, errno, name);
        if (!keeps)
            return;
        if (child >= 0)
            _children.Add(new Pending(_folder, NameOfFolder(child), (ushort)(name.Length - 1), child, false, errno));
        else
            KeepEntry(entry);
    }

    /// <summary>A whole folder that can not be looked at, taken over from the previous snapshot.</summary>
    private void Keep(Pending pending)
    {
        FolderRecord record = pending.Previous >= 0 ? _previous!.Folder(pending.Previous) : new FolderRecord { Mode = (ushort)EntryKind.Folder | 0x1C0 };
        record.NameStart = pending.NameStart;
        record.NameLength = pending.NameLength;
        record.Flags |= EntryFlags.Stale | EntryFlags.NotEntered;
        _folder = AddFolder(pending, record);
        _scan.FolderStates.Add(pending.Previous >= 0 ? EntryState.Kept : EntryState.Added);
        KeepContent(pending.Previous, pending.Error);
        PushChildren();
    }

    private void KeepContent(int previous, Errno errno)
    {
        _table.Folder(_folder).Flags |= EntryFlags.NotEntered;
        if (previous < 0 || !_spec.KeepsUnreadable)
            return;
        FolderRecord before = _previous!.Folder(previous);
        for (int i = before.FirstEntry; i < before.EntryEnd; i++)
            KeepEntry(i);
        PushKnownChildren(previous, errno);
    }

    private void KeepEntry(int previous)
    {
        EntryRecord record = _previous!.Entry(previous);
        record.NameStart = NameOfEntry(previous);
        record.Flags |= EntryFlags.Stale;
        record.LinkOf = 0;
        Append(record, _previous.Hash(previous), previous, record.IsStored ? EntryState.Kept : EntryState.NotStored);
    }
}
