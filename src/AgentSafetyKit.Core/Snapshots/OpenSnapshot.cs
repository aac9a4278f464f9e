using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>A snapshot being read: its folder, and its manifest, made again where it is lost.</summary>
internal sealed class OpenSnapshot : IDisposable
{
    private readonly BackupFolder _backups;

    public OpenSnapshot(BackupFolder backups, SnapshotName name, bool needsManifest, TimeZoneInfo zone, CancellationToken cancellation)
    {
        _backups = backups;
        Name = name;
        Root = backups.Open(name);
        Manifest = needsManifest ? backups.ReadManifest(name, out _) ?? ManifestRebuild.From(name, Root, 0, zone, cancellation) : null!;
    }

    public SnapshotName Name { get; }

    public FolderHandle Root { get; }

    public BackupFolder Backups => _backups;

    public Manifest Manifest { get; }

    public Stream OpenFile(TreePath path)
    {
        using var cursor = new FolderCursor(Root);
        Errno errno = Errno.Ok;
        ReadOnlySpan<byte> parent = path.Parent.Bytes;
        foreach (Range part in parent.Split((byte)'/'))
        {
            if (errno == Errno.Ok && !parent.IsEmpty)
                errno = cursor.Enter([.. parent[part], 0]);
        }

        FileHandle file = null!;
        if (errno == Errno.Ok)
            errno = path.IsRoot ? Errno.EISDIR : cursor.Current.OpenFile([.. path.Name, 0], out file);
        if (errno == Errno.Ok && file.Status(out FileStatus status) == Errno.Ok && status.Kind == EntryKind.File)
            return new FileHandleStream(file, status.Size);
        file?.Dispose();
        throw new KitException(
            ErrorCode.SnapshotMissing,
            new Text($"snapshot {Name} has no file '{path}'", $"в снимке {Name} нет файла «{path}»"),
            errno == Errno.Ok ? new Text("it is not a plain file", "это не обычный файл") : Text.Verbatim(errno.ToString()),
            new Text("it is an ordinary folder: see what it has", "это обычная папка: посмотрите, что в ней есть"));
    }

    public void Dispose()
    {
        Root.Dispose();
        _backups.Dispose();
    }
}
