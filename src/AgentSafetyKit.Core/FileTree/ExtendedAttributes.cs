using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// The extended attributes that belong to a user's file (xattr(7)): <c>user.*</c> and the POSIX access control lists. Never <c>security.*</c> or <c>trusted.*</c>:
/// those would let an untrusted tree give itself rights. Works on handles; a file system without attributes has none.
/// </summary>
public static class ExtendedAttributes
{
    /// <summary>Makes the attributes of <paramref name="destination"/> those of <paramref name="source"/>; removes others. EOPNOTSUPP: the destination can not keep them.</summary>
    public static Errno Copy(FileHandle source, FileHandle destination)
    {
        bool isBare = false;
        return Copy(source, destination, ref isBare, out _);
    }

    /// <inheritdoc cref="Copy(FileHandle, FileHandle)"/>
    /// <param name="source">Read from.</param>
    /// <param name="destination">Changed.</param>
    /// <param name="isBare">Whether the destination has none of any kind: where the caller knows that it is not asked; afterwards, whether it had none.</param>
    /// <param name="changed">Whether anything was set or removed: an access list moves the mode with it.</param>
    public static Errno Copy(FileHandle source, FileHandle destination, ref bool isBare, out bool changed)
    {
        changed = false;
        Errno errno = List(source, out byte[] names);
        if (errno != Errno.Ok)
            return errno;
        byte[] others = [];
        if (!isBare)
            errno = List(destination, out others);
        isBare = errno == Errno.Ok && others.Length == 0;
        if (errno != Errno.Ok || (names.Length == 0 && isBare))
            return errno;
        foreach (byte[] name in Kept(others))
        {
            if (names.AsSpan().IndexOf(name) >= 0)
                continue;
            changed = true;
            _ = Libc.FRemoveXattr(destination.Descriptor, name);
        }

        foreach (byte[] name in Kept(names))
        {
            changed = true;
            errno = Read(source, name, out byte[] value);
            if (errno == Errno.ENODATA)
                continue;
            if (errno == Errno.Ok)
                errno = Libc.FSetXattr(destination.Descriptor, name, value);
            if (errno != Errno.Ok)
                return errno;
        }

        return Errno.Ok;
    }

    /// <summary>Whether it has any that are copied.</summary>
    public static bool HasAny(FileHandle file) => List(file, out byte[] names) == Errno.Ok && Kept(names).Any();

    /// <summary>Takes all that would be copied away.</summary>
    public static void Clear(FileHandle file)
    {
        if (List(file, out byte[] names) != Errno.Ok)
            return;
        foreach (byte[] name in Kept(names))
            _ = Libc.FRemoveXattr(file.Descriptor, name);
    }

    /// <summary>True also where the right one's file system can not keep any.</summary>
    public static bool AreSame(FileHandle left, FileHandle right)
    {
        if (List(left, out byte[] leftNames) != Errno.Ok || List(right, out byte[] rightNames) != Errno.Ok)
            return true;
        if (leftNames.Length == 0 && rightNames.Length == 0)
            return true;
        List<byte[]> kept = [.. Kept(leftNames)];
        if (kept.Count != Kept(rightNames).Count())
            return false;
        foreach (byte[] name in kept)
        {
            if (Read(left, name, out byte[] one) != Errno.Ok || Read(right, name, out byte[] two) != Errno.Ok || !one.AsSpan().SequenceEqual(two))
                return false;
        }

        return true;
    }

    private static Errno List(FileHandle file, out byte[] names)
    {
        names = [];
        Span<byte> small = stackalloc byte[512];
        Errno errno = Libc.FListXattr(file.Descriptor, small, out int count);
        if (errno == Errno.Ok)
        {
            if (count > 0)
                names = small[..count].ToArray();
            return errno;
        }

        if (errno == Errno.EOPNOTSUPP)
            return Errno.Ok;
        if (errno != Errno.ERANGE)
            return errno;
        byte[] large = new byte[64 * 1024]; // the kernel's own limit
        errno = Libc.FListXattr(file.Descriptor, large, out count);
        names = large[..count];
        return errno;
    }

    private static Errno Read(FileHandle file, byte[] name, out byte[] value)
    {
        value = [];
        byte[] buffer = new byte[1024];
        Errno errno = Libc.FGetXattr(file.Descriptor, name, buffer, out int count);
        if (errno == Errno.ERANGE)
        {
            buffer = new byte[64 * 1024];
            errno = Libc.FGetXattr(file.Descriptor, name, buffer, out count);
        }

        if (errno == Errno.Ok)
            value = buffer[..count];
        return errno;
    }

    /// <summary>Each with its NUL.</summary>
    private static IEnumerable<byte[]> Kept(byte[] names)
    {
        for (int start = 0; start < names.Length;)
        {
            int end = Array.IndexOf(names, (byte)0, start);
            if (end < 0)
                yield break;
            byte[] name = names[start..(end + 1)];
            start = end + 1;
            if (name.AsSpan().StartsWith("user."u8) || name.AsSpan().StartsWith("system.posix_acl_"u8))
                yield return name;
        }
    }
}
