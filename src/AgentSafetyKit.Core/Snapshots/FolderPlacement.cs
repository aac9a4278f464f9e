using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Refuses two folders of which one lies in the other, or which are the same, whatever they are called: compared by device and inode all the way up, so links and bind mounts do not hide it.
/// </summary>
internal static class FolderPlacement
{
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>.</exception>
    public static void RequireApart(FolderHandle source, string sourcePath, FolderHandle backups, string backupPath)
    {
        switch (Of(source, sourcePath, backups, backupPath))
        {
            case FolderRelation.Same:
                throw Refused(sourcePath, backupPath, new Text("they are the same folder", "это одна и та же папка"));
            case FolderRelation.Around:
                throw Inside(sourcePath, backupPath);
            case FolderRelation.Inside:
                throw Refused(sourcePath, backupPath, new Text("the protected folder lies inside the backup folder", "защищаемая папка лежит внутри папки снимков"));
        }
    }

    public static FolderRelation Of(FolderHandle first, string firstPath, FolderHandle second, string secondPath)
    {
        first.Status(out FileStatus firstStatus).Check("statx", firstPath);
        second.Status(out FileStatus secondStatus).Check("statx", secondPath);
        return firstStatus.IsSameInodeAs(secondStatus) ? FolderRelation.Same
            : LiesIn(second, firstStatus) ? FolderRelation.Around
            : LiesIn(first, secondStatus) ? FolderRelation.Inside
            : FolderRelation.Apart;
    }

    /// <summary>The folder itself, or the nearest one above it that can be opened.</summary>
    public static (FolderHandle Folder, bool IsItself) Nearest(string path)
    {
        for (string? at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (FolderHandle.Open(at, out FolderHandle folder) == Errno.Ok)
                return (folder, at == path);
        }

        throw new SystemCallException(Errno.ENOENT, "openat", Printable.Escape(path));
    }

    /// <summary>Where the backup folder is still to be made below <paramref name="ancestor"/>: that one must not be the source or lie in it.</summary>
    public static void RequireOutside(FolderHandle source, string sourcePath, FolderHandle ancestor, string backupPath)
    {
        source.Status(out FileStatus sourceStatus).Check("statx", sourcePath);
        ancestor.Status(out FileStatus status).Check("statx");
        if (status.IsSameInodeAs(sourceStatus) || LiesIn(ancestor, sourceStatus))
            throw Inside(sourcePath, backupPath);
    }

    /// <summary>A folder that is restored into must not be, hold or lie in the backup folder. Where it is still to be made, the nearest folder above it is looked at.</summary>
    /// <param name="target">The folder, or the nearest one above it that is there.</param>
    /// <param name="targetPath">What the user calls the target.</param>
    /// <param name="exists">Whether <paramref name="target"/> is the target itself.</param>
    /// <param name="backups">The backup folder.</param>
    /// <param name="backupPath">And its path.</param>
    public static void RequireNoSnapshots(FolderHandle target, string targetPath, bool exists, FolderHandle backups, string backupPath)
    {
        target.Status(out FileStatus targetStatus).Check("statx", targetPath);
        backups.Status(out FileStatus backupStatus).Check("statx", backupPath);
        string place = Printable.Escape(backupPath);
        bool same = targetStatus.IsSameInodeAs(backupStatus);
        Text? cause = same && exists ? new Text("the snapshots themselves are kept there", "там хранятся сами снимки")
            : same || LiesIn(target, backupStatus) ? new Text($"it lies among the snapshots, in {place}", $"эта папка лежит среди снимков, в {place}")
            : exists && LiesIn(backups, targetStatus) ? new Text($"the snapshots lie in it, in {place}", $"снимки лежат внутри неё, в {place}")
            : null;
        if (cause is { } why)
        {
            throw new KitException(
                ErrorCode.FolderRefused,
                new Text($"nothing can be restored into {Printable.Escape(targetPath)}", $"восстановить в {Printable.Escape(targetPath)} нельзя"),
                why,
                new Text("choose a folder elsewhere, for instance --to /tmp/look", "выберите папку в другом месте, например --to /tmp/look"));
        }
    }

    private static KitException Inside(string sourcePath, string backupPath) => Refused(sourcePath, backupPath, new Text(
        "the backup folder lies inside the protected folder: an agent could change the snapshots, and each would contain all before it",
        "папка снимков лежит внутри защищаемой: агент мог бы менять снимки, и каждый содержал бы все предыдущие"));

    private static bool LiesIn(FolderHandle inner, in FileStatus outer)
    {
        if (inner.OpenParent(out FolderHandle folder) != Errno.Ok)
            return false;
        inner.Status(out FileStatus below).Check("statx");
        while (true)
        {
            using FolderHandle current = folder;
            current.Status(out FileStatus status).Check("statx");
            if (status.IsSameInodeAs(outer))
                return true;
            if (status.IsSameInodeAs(below) || current.OpenParent(out folder) != Errno.Ok)
                return false;
            below = status;
        }
    }

    private static KitException Refused(string source, string backups, Text cause) => new(
        ErrorCode.FolderRefused,
        new Text($"snapshots of {Printable.Escape(source)} can not be kept in {Printable.Escape(backups)}", $"снимки {Printable.Escape(source)} нельзя хранить в {Printable.Escape(backups)}"),
        cause,
        new Text("choose a backup folder beside the protected one", "выберите папку для снимков рядом с защищаемой"));
}
