using System.Globalization;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Storage;

/// <summary>
/// One holder at a time, by flock(2): the kernel lets go of it when the holder dies, so there is no stale lock. The file holds the holder's process id, for messages only; it is
/// never removed by us, because a lock on a removed file locks nobody out; where somebody else removes it, the lock is taken again on the file that is there.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly FileDescriptor _file;

    private readonly FileDescriptor? _folder;

    private FileLock(FileDescriptor file, FileDescriptor? folder = null) => (_file, _folder) = (file, folder);

    /// <summary>The lock, or null when somebody else has it (or a share of it).</summary>
    public static FileLock? TryTake(string path) => Take(path, FlockOperation.Exclusive, tellsHolder: true);

    /// <summary>The same without writing to the disk, for work that usually finds nothing to do: only <see cref="HolderOf"/> knows the holder then. Works on a read-only disk too.</summary>
    public static FileLock? TryTakeQuietly(string path) => Take(path, FlockOperation.Exclusive, tellsHolder: false);

    /// <summary>
    /// As <see cref="TryTakeQuietly"/>, and of the file's folder too (where its file system can): two holders stay apart even where the file is removed while the first one has it. Only where the folder has one such lock.
    /// </summary>
    public static FileLock? TryTakeWithFolder(string path)
    {
        if (TryTakeQuietly(path) is not { } taken)
            return null;
        if (Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(Path.GetDirectoryName(path)!), OpenFlags.ReadOnly | OpenFlagsOfArchitecture.Folder, 0, out FileDescriptor folder) != Errno.Ok)
            return taken;
        Errno errno = Libc.Flock(folder, FlockOperation.Exclusive | FlockOperation.NonBlocking);
        if (errno == Errno.Ok)
            return new FileLock(taken._file, folder);
        folder.Dispose();
        if (errno != Errno.EAGAIN)
            return taken;
        taken.Dispose();
        return null;
    }

    /// <summary>A share of the lock, which any number may hold at once while nobody has all of it; null when somebody has.</summary>
    public static FileLock? TryShare(string path) => Take(path, FlockOperation.Shared, tellsHolder: false);

    /// <summary>Waits until the lock is free, looking every 50 ms; <paramref name="onBusy"/> is told once who has it (a process id, 0 if unknown).</summary>
    public static async Task<FileLock> TakeAsync(string path, Action<int>? onBusy, CancellationToken cancellation)
    {
        bool told = false;
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            if (!told)
                onBusy?.Invoke(HolderOf(path));
            told = true;
            await Task.Delay(50, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The lock, or null when somebody has kept it for a second. Whoever asks for its holder by sharing it has it for a moment: that is not yet a holder.</summary>
    public static async Task<FileLock?> TryTakeSoonAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        for (int tries = 0; tries < 50; tries++)
        {
            if (TryTake(path) is { } taken)
                return taken;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>The process id the last holder wrote, else the one the kernel lists (proc(5), locks); 0 if neither is known.</summary>
    public static int HolderOf(string path)
    {
        // Not File.ReadAllText: the class library takes a lock of its own on what it opens, fails while ours is held, and would keep a taker out.
        Errno errno = Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), OpenFlags.ReadOnly | OpenFlagsOfArchitecture.NoFollow, 0, out FileDescriptor file);
        using (file)
        {
            Span<byte> words = stackalloc byte[16];
            if (errno != Errno.Ok || Libc.Pread(file, words, 0, out int count) != Errno.Ok)
                return 0;
            return int.TryParse(words[..count].TrimEnd((byte)'\n'), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : ListedHolderOf(file);
        }
    }

    /// <summary>Somebody who has the lock right now, or a share of it; 0: nobody, or it is not known.</summary>
    public static int UserOf(string path)
    {
        Errno errno = Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), OpenFlags.ReadOnly | OpenFlagsOfArchitecture.NoFollow, 0, out FileDescriptor file);
        using (file)
            return errno == Errno.Ok ? ListedHolderOf(file, sharers: true) : 0;
    }

    public void Dispose()
    {
        _folder?.Dispose();
        _file.Dispose();
    }

    /// <summary>Lines such as "2: FLOCK  ADVISORY  WRITE 4711 fd:01:1234567 0 EOF"; the last number of the three is the inode.</summary>
    private static int ListedHolderOf(FileDescriptor file, bool sharers = false)
    {
        if (Libc.Statx(file, StatxMask.Basic, out StatxBuffer status) != Errno.Ok || !File.Exists("/proc/locks"))
            return 0;
        string inode = string.Create(CultureInfo.InvariantCulture, $":{status.Inode}");
        foreach (string line in File.ReadLines("/proc/locks"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 5 && words[1] == "FLOCK" && (words[3] == "WRITE" || sharers) && words[5].EndsWith(inode, StringComparison.Ordinal)
                && int.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out int process))
            {
                return process;
            }
        }

        return 0;
    }

    private static FileLock? Take(string path, FlockOperation kind, bool tellsHolder)
    {
        while (true)
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
                PrivateFolder.Ensure(folder);
            FileLock? taken = TakeOnce(path, kind, tellsHolder);
            if (taken is null || taken.IsOn(path))
                return taken;
            taken.Dispose();
        }
    }

    /// <summary>False: the file was removed, or replaced, between its opening and its locking.</summary>
    private bool IsOn(string path)
    {
        Libc.Statx(_file, StatxMask.Basic, out StatxBuffer held).Check("statx", path);
        Errno errno = Libc.Statx(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), AtFlags.NoFollow, StatxMask.Basic, out StatxBuffer named);
        if (errno is not (Errno.ENOENT or Errno.ENOTDIR))
            errno.Check("statx", path);
        return errno == Errno.Ok && held.Inode == named.Inode && held.Device == named.Device;
    }

    private static FileLock? TakeOnce(string path, FlockOperation kind, bool tellsHolder)
    {
        Errno errno = Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), OpenFlags.ReadWrite | OpenFlags.Create | OpenFlagsOfArchitecture.NoFollow, 0x180, out FileDescriptor file);
        // Who only reads there needs no more than the lock.
        if (errno == Errno.EROFS && !tellsHolder)
            errno = Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), OpenFlags.ReadOnly | OpenFlagsOfArchitecture.NoFollow, 0, out file);
        errno.Check("openat", path);
        try
        {
            errno = Libc.Flock(file, kind | FlockOperation.NonBlocking);
            if (errno == Errno.EAGAIN)
            {
                file.Dispose();
                return null;
            }

            errno.Check("flock", path);
            if (!tellsHolder)
            {
                // A number of a holder before us would be taken for ours.
                if (kind == FlockOperation.Exclusive && Libc.Statx(file, StatxMask.Basic, out StatxBuffer status) == Errno.Ok && status.Size > 0)
                    _ = Libc.Ftruncate(file, 0);
                return new FileLock(file);
            }

            Libc.Ftruncate(file, 0).Check("ftruncate", path);
            Libc.Pwrite(file, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Libc.ProcessId()}\n")), 0, out _).Check("pwrite", path);
            return new FileLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
