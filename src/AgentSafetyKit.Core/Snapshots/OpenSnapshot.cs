using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>A snapshot being read: its folder, and its manifest, made again where it is lost.</summary>
internal sealed class OpenSnapshot : IDisposable
{
    private readonly BackupFolder _backups;
    private readonly StorePlace _place;

    public OpenSnapshot(BackupFolder backups, StorePlace place, SnapshotName name, bool needsManifest, TimeZoneInfo zone, CancellationToken cancellation)
    {
        (_backups, _place) = (backups, place);
        Name = name;
        Root = backups.Open(name);
        Manifest = needsManifest ? CopiedSnapshot.Read(backups, name, Root, cancellation) ?? ManifestRebuild.From(name, Root, 0, zone, cancellation) : null!;
    }

    public SnapshotName Name { get; }

    /// <summary>How to see what it has.</summary>
    public Text HowToLook
    {
        get
        {
            string command = _place.Command("backup show", Name.ToString());
            return new Text($"see what the snapshot has: {command}", $"посмотрите, что есть в снимке: {command}");
        }
    }

    public FolderHandle Root { get; }

    public BackupFolder Backups => _backups;

    public Manifest Manifest { get; }

    public Stream OpenFile(TreePath path)
    {
        Errno errno = PathOpening.OpenFile(Root, path, out FileHandle file, out FileStatus status);
        if (errno == Errno.Ok)
            return new FileHandleStream(file, status.Size);
        throw new KitException(
            ErrorCode.SnapshotMissing,
            new Text($"snapshot {Name} has no file '{path}'", $"в снимке {Name} нет файла «{path}»"),
            errno switch
            {
                Errno.EISDIR => new Text("it is a folder", "это папка"),
                Errno.EINVAL or Errno.ELOOP or Errno.ENXIO => new Text("it is not a plain file", "это не обычный файл"),
                Errno.ENOENT or Errno.ENOTDIR => new Text("there is nothing of that name", "там нет такого имени"),
                _ => errno.Words(),
            },
            HowToLook);
    }

    /// <summary>False: retention has taken it away, or begun to.</summary>
    public bool IsStillThere() => _backups.Handle.StatusOf(BackupFolder.Bytes(Name.ToString()), out FileStatus named) == Errno.Ok
        && Root.Status(out FileStatus read) == Errno.Ok && named.IsSameInodeAs(read);

    public void Dispose()
    {
        Root.Dispose();
        _backups.Dispose();
    }
}
