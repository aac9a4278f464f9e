using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Removes what a restore is to remove, and only what its plan names, as it was found then: a name that appeared or changed since stays, and its folder with it. One for each thread.</summary>
internal sealed class RestoreDeletion(RestoreWork work, FolderHandle target) : IDisposable
{
    private readonly TreeScan _found = work.Plan.Found!;
    private readonly TableCursor _cursor = new(work.Plan.Found!.Table, target);

    public static bool HasEntriesToRemove(RestoreWork work, int foundFolder)
    {
        FolderRecord folder = work.Plan.Found!.Table.Folder(foundFolder);
        for (int entry = folder.FirstEntry; entry < folder.EntryEnd; entry++)
        {
            if (work.Planner.IsToGo(entry))
                return true;
        }

        return false;
    }

    public void RemoveEntries(int foundFolder)
    {
        TreeTable table = _found.Table;
        FolderRecord folder = table.Folder(foundFolder);
        Errno errno = _cursor.MoveTo(foundFolder);
        for (int entry = folder.FirstEntry; entry < folder.EntryEnd; entry++)
        {
            if (!work.Planner.IsToGo(entry))
                continue;
            work.Cancellation.ThrowIfCancellationRequested();
            if (errno == Errno.Ok)
                RemoveEntry(foundFolder, entry);
            else
                work.Warn(WarningKind.RestoreSkipped, table.PathOfEntry(foundFolder, entry), errno);
        }

        Touch(_found.FolderOrigins[foundFolder]);
    }

    public void RemoveFolder(int foundFolder)
    {
        int parent = _found.Table.Folder(foundFolder).Parent;
        if (_cursor.MoveTo(parent) == Errno.Ok)
            Remove(_found.Table.FolderName(foundFolder), isFolder: true, foundFolder, -1);
        Touch(_found.FolderOrigins[parent]);
    }

    public void Dispose() => _cursor.Dispose();

    private void Touch(int folder)
    {
        if (folder >= 0)
            work.Touched[folder] = true;
    }

    private void RemoveEntry(int folder, int entry)
    {
        switch (work.Guard.Look(entry, _cursor.Current, _found.Table.EntryName(entry)))
        {
            case FoundState.AsFound:
                Remove(_found.Table.EntryName(entry), isFolder: false, folder, entry);
                break;
            case FoundState.Changed:
                work.Warn(WarningKind.RestoreSkipped, _found.Table.PathOfEntry(folder, entry));
                break;
            case FoundState.NotSaved:
                work.Warn(WarningKind.RestoreNotSaved, _found.Table.PathOfEntry(folder, entry));
                break;
        }
    }

    private void Remove(ReadOnlySpan<byte> name, bool isFolder, int foundFolder, int foundEntry)
    {
        FolderHandle folder = _cursor.Current;
        Errno errno = isFolder ? folder.RemoveFolder(name) : folder.RemoveFile(name);
        if (errno is Errno.EACCES && folder.OpenToOwner() == Errno.Ok)
            errno = isFolder ? folder.RemoveFolder(name) : folder.RemoveFile(name);
        if (errno == Errno.Ok)
            work.Did(RestoreAction.Delete);
        if (errno is Errno.Ok or Errno.ENOENT)
            return;
        TreePath path = isFolder ? _found.Table.PathOfFolder(foundFolder) : _found.Table.PathOfEntry(foundFolder, foundEntry);
        if (errno is Errno.ENOTEMPTY or Errno.EEXIST)
            work.Warn(WarningKind.FolderKept, path);
        else
            work.Warn(WarningKind.RestoreSkipped, path, errno);
    }
}
