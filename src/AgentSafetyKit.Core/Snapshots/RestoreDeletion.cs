using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Removes what a restore is to remove, and only what its plan names: a name that appeared since stays, and its folder with it. One for each thread.</summary>
internal sealed class RestoreDeletion(RestoreWork work, FolderHandle target) : IDisposable
{
    private readonly TreeScan _found = work.Plan.Found!;
    private readonly TableCursor _cursor = new(work.Plan.Found!.Table, target);

    public static bool HasEntriesToRemove(RestoreWork work, int foundFolder)
    {
        TreeScan found = work.Plan.Found!;
        FolderRecord folder = found.Table.Folder(foundFolder);
        for (int entry = folder.FirstEntry; entry < folder.EntryEnd; entry++)
        {
            if (IsToGo(work, found, entry))
                return true;
        }

        return false;
    }

    public static bool IsFolderToGo(RestoreWork work, int foundFolder)
    {
        TreeScan found = work.Plan.Found!;
        return foundFolder > 0 && work.Plan.RemovesExtra && work.Plan.Scope.HasFoundFolder(foundFolder) && found.FolderOrigins[foundFolder] < 0
            && (found.Table.Folder(foundFolder).Flags & EntryFlags.NotEntered) == 0;
    }

    public void RemoveEntries(int foundFolder)
    {
        TreeTable table = _found.Table;
        FolderRecord folder = table.Folder(foundFolder);
        Errno errno = _cursor.MoveTo(foundFolder);
        for (int entry = folder.FirstEntry; entry < folder.EntryEnd; entry++)
        {
            if (!IsToGo(work, _found, entry))
                continue;
            work.Cancellation.ThrowIfCancellationRequested();
            if (errno == Errno.Ok)
                Remove(_cursor.Current, table.EntryName(entry), table.PathOfEntry(foundFolder, entry), isFolder: false);
            else
                work.Warn(WarningKind.RestoreSkipped, table.PathOfEntry(foundFolder, entry), errno);
        }

        Touch(_found.FolderOrigins[foundFolder]);
    }

    public void RemoveFolder(int foundFolder)
    {
        int parent = _found.Table.Folder(foundFolder).Parent;
        if (_cursor.MoveTo(parent) == Errno.Ok)
            Remove(_cursor.Current, _found.Table.FolderName(foundFolder), _found.Table.PathOfFolder(foundFolder), isFolder: true);
        Touch(_found.FolderOrigins[parent]);
    }

    public void Dispose() => _cursor.Dispose();

    private static bool IsToGo(RestoreWork work, TreeScan found, int entry) =>
        work.Plan.Scope.HasFoundEntry(entry) && found.EntryOrigins[entry] < 0 && (work.Plan.RemovesExtra || RestoreWorker.IsTemporary(found.Table.EntryName(entry)));

    private void Touch(int folder)
    {
        if (folder >= 0)
            work.Touched[folder] = true;
    }

    private void Remove(FolderHandle folder, ReadOnlySpan<byte> name, TreePath path, bool isFolder)
    {
        Errno errno = isFolder ? folder.RemoveFolder(name) : folder.RemoveFile(name);
        if (errno is Errno.EACCES && folder.OpenToOwner() == Errno.Ok)
            errno = isFolder ? folder.RemoveFolder(name) : folder.RemoveFile(name);
        if (errno is Errno.ENOTEMPTY or Errno.EEXIST)
            work.Warn(WarningKind.FolderKept, path);
        else if (errno is not (Errno.Ok or Errno.ENOENT))
            work.Warn(WarningKind.RestoreSkipped, path, errno);
    }
}
