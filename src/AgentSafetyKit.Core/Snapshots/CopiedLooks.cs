using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What the copying of a backup folder did not keep of its files: times (cp -r), modes, owners. Where the snapshot never had them they are not looked for.</summary>
internal sealed class CopiedLooks
{
    /// <summary>Disks of other systems keep tenths of microseconds, some archives whole ones.</summary>
    private const long FinestKept = 1000;
    private readonly bool _keptModes;
    private readonly bool _keptOwners;

    public CopiedLooks(Manifest manifest, FolderHandle root)
    {
        bool ownersKept = root.Status(out FileStatus status) == Errors.Errno.Ok && status.UserId == 0;
        _keptModes = manifest.Warnings.All(warning => warning.Kind != WarningKind.AttributesLost);
        _keptOwners = ownersKept && manifest.Warnings.All(warning => warning.Kind != WarningKind.OwnerLost);
    }

    /// <summary>Whether any file had others.</summary>
    public bool Differ { get; private set; }

    /// <summary>Gives the record the looks the copy has.</summary>
    public void Take(ref EntryRecord record, in FileStatus copy)
    {
        const uint permissions = 0xFFFu & ~EntryMetadata.SetIdBits;
        bool sameTime = record.HasTime(copy.ModifiedAt) || Math.Abs(copy.ModifiedAt - record.ModifiedAt) < FinestKept;
        bool sameMode = !_keptModes || record.Kind == EntryKind.SymbolicLink || ((copy.Mode ^ record.Mode) & permissions) == 0;
        bool sameOwner = !_keptOwners || (copy.UserId == record.UserId && copy.GroupId == record.GroupId);
        if (sameTime && sameMode && sameOwner)
            return;
        Differ = true;
        record.ChangedAt = 0;
        // Of these one that differs is enough.
        if (!sameTime)
            record.ModifiedAt = copy.ModifiedAt;
        if (!sameMode)
            record.Mode = (ushort)((record.Mode & 0xF000) | (copy.Mode & 0xFFF));
        if (!sameOwner)
            (record.UserId, record.GroupId) = (copy.UserId, copy.GroupId);
    }
}
