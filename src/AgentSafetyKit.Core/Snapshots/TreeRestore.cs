using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Carries out a plan on several threads, each with folders of its own: removes what is to go, makes folders and files, links the further names of files, and sets the folders' modes and times last.
/// After a kill, planning and restoring again finishes the work.
/// </summary>
internal sealed class TreeRestore(RestorePlan plan, RestoreGuard guard, FolderHandle snapshot, FolderHandle target, SpaceGuard space, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    private const int FoldersAtOnce = 4;
    private const int OwnerOpens = 0x1C0;
    private readonly RestoreWork _work = new(plan, guard, space, progress, cancellation);

    public IReadOnlyList<SnapshotWarning> Warnings => _work.Warnings;

    public RestoreTotals Done => _work.Done;

    /// <exception cref="SystemCallException">The target can not be written; what is done so far stays, and a further run goes on from there.</exception>
    public void Run()
    {
        foreach (SnapshotWarning left in plan.Planner.LeftAlone)
            _work.Warn(left.Kind, left.Path);
        if (plan.Found is { } found)
            Delete(found.Table.FolderCount);
        TreeTable table = _work.Table;
        var folders = new List<int>();
        var withLinks = new List<int>();
        var behind = new RowsBehind(table);
        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            if (!plan.Scope.NeedsFolder(folder))
                continue;
            (bool files, bool links) = WorkIn(folder);
            behind.Passed(folder);
            if (files || !_work.WasFound(folder))
                folders.Add(folder);
            if (links)
                withLinks.Add(folder);
        }

        ForEach(folders, (worker, folder) => worker.RestoreEntries(folder));
        ForEach(withLinks, (worker, folder) => worker.LinkEntries(folder));
        Finish();
    }

    private (bool Files, bool Links) WorkIn(int folder)
    {
        bool files = false, links = false;
        for (int entry = _work.Table.Folder(folder).FirstEntry; entry < _work.Table.Folder(folder).EntryEnd; entry++)
        {
            if (_work.Planner.ActionFor(entry) is null)
                continue;
            bool isLink = _work.Table.LeaderOf(entry) != entry;
            (files, links) = (files || !isLink, links || isLink);
        }

        return (files || links, links);
    }

    private void Delete(int foundFolders)
    {
        var withEntries = new List<int>();
        for (int folder = 0; folder < foundFolders; folder++)
        {
            if (RestoreDeletion.HasEntriesToRemove(_work, folder))
                withEntries.Add(folder);
        }

        WorkerThreads.Run(withEntries.Count, FoldersAtOnce, _ => new RestoreDeletion(_work, target), (worker, item) => worker.RemoveEntries(withEntries[item]), null, cancellation);
        using var folders = new RestoreDeletion(_work, target);
        for (int folder = foundFolders - 1; folder > 0; folder--)
        {
            if (plan.Planner.IsFolderToGo(folder))
                folders.RemoveFolder(folder);
        }
    }

    /// <summary>Folders that will be closed to their owner come last and the deepest first: nobody but root could pass through them afterwards.</summary>
    private void Finish()
    {
        TreeTable table = _work.Table;
        var open = new List<int>();
        var closed = new List<int>();
        for (int folder = table.FolderCount - 1; folder >= 0; folder--)
        {
            if (_work.IsToFinish(folder))
                ((table.Folder(folder).Mode & OwnerOpens) == OwnerOpens ? open : closed).Add(folder);
        }

        ForEach(open, (worker, folder) => worker.FinishFolder(folder));
        using var last = new RestoreWorker(_work, snapshot, target);
        foreach (int folder in closed)
            last.FinishFolder(folder);
    }

    private void ForEach(List<int> folders, Action<RestoreWorker, int> work) =>
        WorkerThreads.Run(folders.Count, FoldersAtOnce, _ => new RestoreWorker(_work, snapshot, target), (worker, item) => work(worker, folders[item]), null, cancellation);
}
