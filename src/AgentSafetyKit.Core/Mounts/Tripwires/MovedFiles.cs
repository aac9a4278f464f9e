using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>
/// Files that were moved from where each counted into what counts as one (<see cref="IgnoredGroups"/>): they go on to count by themselves, or <c>mv src node_modules</c> would be all it takes to lose a folder unheard. Known by their inodes, which
/// stay the same however often they are moved. For one thread at a time.
/// </summary>
internal sealed class MovedFiles
{
    private const int MostFiles = 200_000, MostLookedAt = 20_000;

    private readonly HashSet<ulong> _inodes = [];

    private bool _holdsAll;

    public bool Hold(ulong inode) => _holdsAll || _inodes.Contains(inode);

    public bool HoldAny => _holdsAll || _inodes.Count > 0;

    /// <summary>Nobody can say which ones they were: from now on every file counts by itself.</summary>
    public void HoldAll() => _holdsAll = true;

    /// <summary>A new agent begins, that has moved nothing.</summary>
    public void Begin() => _holdsAll = false;

    /// <summary>Before a file or folder gets another name.</summary>
    /// <param name="tree">Where they are.</param>
    /// <param name="groups">What counts as one.</param>
    /// <param name="from">The old path.</param>
    /// <param name="to">The new one.</param>
    /// <param name="status">Of what is moved.</param>
    /// <param name="isNew">Whether a file came to be only since the agent began.</param>
    public void Note(TreeReader tree, IgnoredGroups groups, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, in StatxBuffer status, NewFile isNew)
    {
        var ahead = new Queue<(byte[] From, byte[] To, StatxBuffer Status)>([(from.ToArray(), to.ToArray(), status)]);
        int seen = 0;
        for (; seen < MostLookedAt && ahead.TryDequeue(out var one); seen++)
        {
            if (!(one.Status.IsRegular || one.Status.IsFolder) || groups.Of(one.From, one.Status.IsFolder) is not null)
                continue;
            if (one.Status.IsRegular)
            {
                if (isNew(one.Status) || groups.Of(one.To, isFolder: false) is null)
                    continue;
                if (_inodes.Count < MostFiles)
                    _inodes.Add(one.Status.Inode);
                else
                    HoldAll();
                continue;
            }

            List<byte[]> names = tree.Names(one.From, MostLookedAt - seen);
            if (names.Count >= MostLookedAt - seen)
                HoldAll();
            foreach (byte[] name in names)
            {
                byte[] path = [.. one.From, (byte)'/', .. name];
                if (path.Length <= GuestPath.LongestPath && tree.TryStat(path, out StatxBuffer found))
                    ahead.Enqueue((path, [.. one.To, (byte)'/', .. name], found));
            }
        }

        // Whoever puts so much around it that it is not looked at to its end gains nothing by that.
        if (ahead.Count > 0)
            HoldAll();
    }

    public delegate bool NewFile(in StatxBuffer status);
}
