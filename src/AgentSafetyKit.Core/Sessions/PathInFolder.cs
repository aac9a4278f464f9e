using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Finds where in a protected folder an absolute path of the user's lies. Links on the way to the folder are the user's and are followed; links within it may be the agent's and are names like any other,
/// so that what an agent replaced by a link can still be named.
/// </summary>
public static class PathInFolder
{
    /// <summary>The path relative to the folder; it begins with <c>..</c> when it lies elsewhere, and is <c>.</c> for the folder itself.</summary>
    /// <param name="folder">The folder's real path.</param>
    /// <param name="path">Absolute; need not exist.</param>
    public static string Of(string folder, string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        // From the top down: the first name that leads to the folder can not be one of the agent's.
        for (int end = full.IndexOf('/', 1); end > 0; end = end == full.Length ? -1 : full.IndexOf('/', end + 1) is >= 0 and int next ? next : full.Length)
        {
            if (RealPath.Of(full[..end]) == folder)
                return Path.GetRelativePath(full[..end], full);
        }

        string parent = RealPath.OfExistingPart(Path.GetDirectoryName(full) ?? "/");
        string found = Path.Combine(parent, Path.GetFileName(full));
        return Path.GetRelativePath(folder, FolderFinder.IsAtOrBeneath(found, folder) ? found : RealPath.OfExistingPart(full));
    }
}
