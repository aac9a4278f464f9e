using System.Collections.Immutable;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// What of a list of paths is protected in a folder that is about to be mounted: what is there. A project that does not have such files yet may get them: an agent that clones, begins a repository or sets up a project could do nothing
/// otherwise, and the review of its run names them. In a repository that is there its hooks and its configuration are protected whether they are there or not.
/// </summary>
public static class DefaultProtection
{
    /// <summary>Husky makes this anew whenever packages are installed.</summary>
    private const string MadeAgain = "!.husky/_";

    /// <param name="folder">Its real path; where it is missing nothing is.</param>
    /// <param name="paths">From the folder's root.</param>
    public static ImmutableArray<string> In(string folder, IEnumerable<string> paths)
    {
        if (FolderHandle.OpenReal(folder, out FolderHandle root) != Errno.Ok)
            return [];
        using (root)
        {
            // Rules by name could be got round there, and nobody asked for these: a folder is not refused for them.
            if (CaseFolding.IsThere(root))
                return [];
            EntryKind? git = KindOf(root, ".git");
            var there = ImmutableArray.CreateBuilder<string>();
            foreach (string path in paths.Select(path => path.TrimStart('/')))
            {
                if (IsOfGit(path) ? git == EntryKind.Folder : KindOf(root, path) is not null)
                    there.Add("/" + path);
            }

            // A file that says where the repository is, as in a further work tree.
            if (git is not null and not EntryKind.Folder)
                there.Add("/.git");
            if (there.Contains("/.husky"))
                there.Add(MadeAgain);
            return there.ToImmutable();
        }
    }

    /// <summary>A file HEAD beside .git is part of it: where .git is spoiled, git takes the folder itself for a repository, with a configuration of whoever made it so.</summary>
    private static bool IsOfGit(string path) => path.StartsWith(".git/", StringComparison.Ordinal) || path == "HEAD";

    /// <summary>Null: it is not there, or behind a link.</summary>
    private static EntryKind? KindOf(FolderHandle root, string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        byte[] name = Encoding.UTF8.GetBytes((slash < 0 ? path : path[..slash]) + "\0");
        if (slash < 0)
            return root.StatusOf(name, out FileStatus status) == Errno.Ok ? status.Kind : null;
        if (root.OpenFolder(name, out FolderHandle next) != Errno.Ok)
            return null;
        using (next)
            return KindOf(next, path[(slash + 1)..]);
    }
}
