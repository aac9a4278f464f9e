using AgentSafetyKit.Configuration;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Where the folders of the configuration really are. Links are resolved as far as nobody but the user could have made them: from the root of a folder that is given to a VM on, an agent could have moved the next part away and put
/// a link in its place, to be given, or to have overwritten, whatever of the user's it points at. Such a path ends there, as it is written, so that nothing that opens it by its real path gets anywhere.
/// </summary>
/// <param name="config">Null: there is none.</param>
/// <param name="mounted">What is mounted now, in the configuration or no longer.</param>
public sealed class MountSources(KitConfig? config, IReadOnlyList<MountRecord>? mounted = null)
{
    /// <summary>As the kernel's own limit (path_resolution(7)).</summary>
    private const int MostLinks = 40;

    private readonly string[] _given = [.. (config?.Mounts ?? []).Select(mount => RealPath.OfExistingPart(mount.Source)).Concat((mounted ?? []).Select(record => record.Source)).Distinct()];

    /// <summary>The real path of a mount's folder, which need not be there; with a link left in it where an agent could have put that one.</summary>
    public string Of(MountSettings mount) => Resolve(mount.Source);

    /// <summary>As <see cref="Of"/>, of a folder that is wanted now.</summary>
    /// <exception cref="Errors.KitException">FolderMissing; FolderRefused: a part of its path became a link.</exception>
    public string Require(MountSettings mount) => Require(mount.Source);

    /// <summary>The real path of any folder that is wanted now.</summary>
    /// <exception cref="Errors.KitException">FolderMissing; FolderRefused: a part of its path is a link that an agent could have made.</exception>
    public string Require(string folder) => FolderFinder.RequireReal(At(folder));

    /// <summary>As <see cref="Require(string)"/>, of a folder that may be made later.</summary>
    /// <exception cref="Errors.KitException"><see cref="Errors.ErrorCode.FolderRefused"/>.</exception>
    public string At(string folder)
    {
        string found = Resolve(folder);
        return RealPath.OfExistingPart(found) == found ? found : throw SwappedFolder.Refuse(found);
    }

    /// <summary>The mount that holds the folder of this path, the nearest one; null: none does.</summary>
    /// <exception cref="Errors.KitException"><see cref="Errors.ErrorCode.FolderRefused"/>: a part of its path is a link that an agent could have made.</exception>
    public MountSettings? Holding(string folder)
    {
        string real = Require(folder);
        return (config?.Mounts ?? [])
            .Select(mount => (Mount: mount, Source: Of(mount)))
            .Where(known => FolderFinder.IsAtOrBeneath(real, known.Source))
            .OrderByDescending(known => known.Source.Length)
            .Select(known => known.Mount)
            .FirstOrDefault();
    }

    private string Resolve(string path)
    {
        var ahead = new Stack<string>(Parts(Path.GetFullPath(path)));
        string at = "/";
        int links = 0;
        while (ahead.TryPop(out string? part))
        {
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? "/";
                continue;
            }

            string next = Path.Combine(at, part);
            if (RealPath.TargetOf(next) is not { } target)
            {
                at = next;
                continue;
            }

            if (++links > MostLinks || _given.Any(given => FolderFinder.IsAtOrBeneath(at, given)))
                return Path.Combine([next, .. ahead]);
            if (Path.IsPathRooted(target))
                at = "/";
            foreach (string further in Parts(target))
                ahead.Push(further);
        }

        return at;
    }

    /// <summary>The last one first: the first one is taken from the top of the stack.</summary>
    private static IEnumerable<string> Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse();
}
