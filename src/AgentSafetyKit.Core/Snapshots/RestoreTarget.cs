using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Tells a place beside the protected folder from the folder itself: a restore into the latter is one in place, whatever path it was given by, with all that keeps the present state. Compared by device and inode, so links and bind
/// mounts do not hide it.
/// </summary>
internal static class RestoreTarget
{
    /// <returns>Null: it is the folder itself.</returns>
    /// <param name="source">The protected folder.</param>
    /// <param name="target">Where to restore to; need not exist yet.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>: it lies in the protected folder, or around it.</exception>
    public static string? Elsewhere(string source, string? target)
    {
        if (target is null || FolderHandle.Open(source, out FolderHandle folder) != Errno.Ok)
            return target == source ? null : target;
        using (folder)
        {
            (FolderHandle nearest, bool isTarget) = FolderPlacement.Nearest(target);
            using (nearest)
            {
                FolderRelation relation = FolderPlacement.Of(nearest, target, folder, source);
                if (isTarget && relation == FolderRelation.Same)
                    return null;
                if (relation is FolderRelation.Inside or FolderRelation.Same)
                    throw Refused(source, target, new Text("it lies inside the protected folder: the copy would be in every further snapshot", "она лежит внутри защищаемой папки: копия попадала бы в каждый следующий снимок"));
                if (isTarget && relation == FolderRelation.Around)
                    throw Refused(source, target, new Text("the protected folder lies inside it, and would be mixed up with what is restored", "защищаемая папка лежит внутри неё и смешалась бы с тем, что восстанавливается"));
                return target;
            }
        }
    }

    private static KitException Refused(string source, string target, Text cause) => new(
        ErrorCode.FolderRefused,
        new Text($"a snapshot of {Printable.Escape(source)} can not be restored into {Printable.Escape(target)}", $"снимок {Printable.Escape(source)} нельзя восстановить в {Printable.Escape(target)}"),
        cause,
        new Text("name a folder beside the protected one; or leave --to out, to restore in place", "укажите папку рядом с защищаемой; а чтобы восстановить на место, уберите --to"));
}
