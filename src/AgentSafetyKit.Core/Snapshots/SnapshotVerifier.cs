using System.Collections.Concurrent;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Reads snapshots again and compares them with their manifests: names, kinds, contents, sizes, modes, times, owners, hard links. What snapshots share is one inode and is read once. Writes nothing and takes no
/// lock, so that snapshots go on being taken; one that retention removes meanwhile is passed over.
/// </summary>
public sealed class SnapshotVerifier(SnapshotStore store, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    private const int FoldersAtOnce = 64, FilesAtOnce = 16;
    private readonly IProgress<WorkProgress> _progress = progress ?? NoProgress.Instance;
    private readonly ConcurrentDictionary<ulong, InodeFacts> _inodes = [];
    private long _filesRead;
    private long _bytesRead;

    /// <param name="ids">Empty: all there are.</param>
    /// <exception cref="KitException">SnapshotMissing: there is none of a name.</exception>
    public VerifyResult Verify(IReadOnlyList<string> ids) => store.Guarded(() =>
    {
        List<string> wanted = ids.Count > 0 ? [.. ids.Distinct()] : [.. SnapshotSeries.Names(store).Select(name => name.ToString())];
        var results = new SnapshotVerification?[wanted.Count];
        // Those with a manifest first: what they prove, the others need not.
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < wanted.Count; i++)
                results[i] ??= VerifyOne(wanted[i], $"{i + 1}/{wanted.Count}", alsoWithoutManifest: pass > 0, mustExist: ids.Count > 0);
        }

        return new VerifyResult([.. results.OfType<SnapshotVerification>()], _filesRead, _bytesRead);
    });

    /// <summary>Null: it is left for the second pass.</summary>
    private SnapshotVerification? VerifyOne(string id, string which, bool alsoWithoutManifest, bool mustExist)
    {
        OpenSnapshot snapshot;
        try
        {
            snapshot = store.Open(id, needsManifest: false, progress, cancellation);
        }
        catch (KitException error) when (error.Code == ErrorCode.SnapshotMissing && !mustExist)
        {
            return new SnapshotVerification(id, ManifestState.Missing, []) { IsGone = true };
        }

        using (snapshot)
        {
            Manifest? stored = snapshot.Backups.ReadManifest(snapshot.Name, out ManifestState state);
            if (stored is null && !alsoWithoutManifest)
                return null;
            using Manifest manifest = stored ?? ManifestRebuild.From(snapshot.Name, snapshot.Root, 0, TimeZoneInfo.Utc, cancellation);
            if (state == ManifestState.Good && manifest.Facts.IsRebuilt)
                state = ManifestState.Missing;
            TreePath? passed = stored is null && EarlierList.IsIn(snapshot.Root) ? TreePath.Root.Append(EarlierList.FileName[..^1]) : null;
            SnapshotVerification result = Compare(id, state, manifest, snapshot.Root, passed, new Text($"verifying {id} ({which})", $"проверка {id} ({which})"));
            if (snapshot.IsStillThere())
                return result;
            // Its inodes may have come to stand for other files.
            _inodes.Clear();
            return new SnapshotVerification(id, state, []) { IsGone = true };
        }
    }

    private SnapshotVerification Compare(string id, ManifestState state, Manifest manifest, FolderHandle root, TreePath? passed, Text doing)
    {
        TreeTable table = manifest.Table;
        var entryInodes = new ulong[table.EntryCount];
        var folderErrors = new Errno[table.FolderCount];
        var findings = new FindingList(manifest, entryInodes, folderErrors, _inodes);
        var toRead = new List<(int Folder, int Entry)>();
        _progress.Report(new WorkProgress(doing));
        WorkerThreads.Run(
            table.FolderCount,
            FoldersAtOnce,
            _ => new StructureReader(table, root, _inodes, entryInodes, folderErrors),
            (reader, folder) => reader.Read(folder),
            reader =>
            {
                findings.Added.AddRange(reader.Added.Where(path => path != passed));
                findings.Folders.AddRange(reader.Folders);
                toRead.AddRange(reader.ToRead);
            },
            cancellation);
        toRead.Sort();
        var shared = new SharedProgress(_progress, doing, ProgressUnit.Bytes, toRead.Sum(place => _inodes[entryInodes[place.Entry]].Size), toRead.Count);
        WorkerThreads.Run(
            toRead.Count,
            FilesAtOnce,
            _ => new ContentReader(table, root, shared.Part(), cancellation),
            (reader, item) =>
            {
                InodeFacts facts = _inodes[entryInodes[toRead[item].Entry]];
                facts.Error = reader.Read(toRead[item].Folder, toRead[item].Entry, out ContentHash hash, out FileStatus before, out _);
                // What is no such inode any more was swapped by hand this moment.
                facts.Hash = before.Size == facts.Size ? hash : default;
                Interlocked.Increment(ref _filesRead);
                Interlocked.Add(ref _bytesRead, facts.Size);
            },
            null,
            cancellation);
        return findings.Result(id, state);
    }
}
