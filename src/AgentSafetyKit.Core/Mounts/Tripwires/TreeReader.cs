using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>Looks at a guarded folder for ourselves, by the same ways as for a guest: beneath the root, through no link. For one thread at a time.</summary>
internal sealed class TreeReader(PathWalker walker) : IDisposable
{
    private readonly GuestPath _path = new();

    /// <summary>What was found a moment ago need not be there.</summary>
    public void Forget() => _path.Forget();

    public bool TryStat(ReadOnlySpan<byte> path, out StatxBuffer status)
    {
        status = default;
        if (_path.Take(path) != Errno.Ok || walker.Enter(_path, out ParentFolder parent) != Errno.Ok)
            return false;
        using (parent)
            return Libc.Statx(parent.Handle, _path.Name, AtFlags.NoFollow | AtFlags.NoAutomount, StatxMask.Basic | StatxMask.BirthTime, out status) == Errno.Ok;
    }

    /// <summary>A regular file. Null: there is none.</summary>
    public FileDescriptor? Open(ReadOnlySpan<byte> path, out StatxBuffer status)
    {
        if (!TryStat(path, out status) || !status.IsRegular || walker.Enter(_path, out ParentFolder parent) != Errno.Ok)
            return null;
        using (parent)
        {
            if (walker.Open(parent, _path.Name, OpenFlags.ReadOnly, 0, out FileDescriptor file) != Errno.Ok)
                return null;
            if (Libc.Statx(file, StatxMask.Basic | StatxMask.BirthTime, out status) == Errno.Ok && status.IsRegular)
                return file;
            file.Dispose();
            return null;
        }
    }

    /// <summary>The whole of a file that is not larger than that; null: there is none.</summary>
    public byte[]? Read(ReadOnlySpan<byte> path, int longest, out StatxBuffer status)
    {
        using FileDescriptor? file = Open(path, out status);
        if (file is null || status.Size > longest)
            return null;
        byte[] content = new byte[status.Size];
        return ReadAll(file, content, 0) == content.Length ? content : null;
    }

    /// <summary>The names in a folder; empty where there is none.</summary>
    public List<byte[]> Names(ReadOnlySpan<byte> path, int most)
    {
        var names = new List<byte[]>();
        if (_path.Take(path) != Errno.Ok || walker.Enter(_path, out ParentFolder parent) != Errno.Ok)
            return names;
        using (parent)
        {
            if (walker.Open(parent, _path.Name, OpenFlags.ReadOnly | OpenFlagsOfArchitecture.Folder, 0, out FileDescriptor folder) != Errno.Ok)
                return names;
            using (folder)
            {
                byte[] buffer = new byte[32 * 1024];
                while (names.Count < most && Libc.GetDents64(folder, buffer, out int filled) == Errno.Ok && filled > 0)
                    AddNames(buffer.AsSpan(0, filled), names);
            }
        }

        return names;
    }

    public static int ReadAll(FileDescriptor file, Span<byte> buffer, long offset)
    {
        int done = 0;
        while (done < buffer.Length && Libc.Pread(file, buffer[done..], offset + done, out int count) == Errno.Ok && count > 0)
            done += count;
        return done;
    }

    public void Dispose() => _path.Dispose();

    /// <summary>struct linux_dirent64 of getdents64(2): inode, offset, length of the record, type, name.</summary>
    private static void AddNames(ReadOnlySpan<byte> records, List<byte[]> names)
    {
        while (records.Length > 19)
        {
            int length = BitConverter.ToUInt16(records[16..]);
            ReadOnlySpan<byte> name = records[19..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                names.Add(name.ToArray());
            records = records[length..];
        }
    }
}
