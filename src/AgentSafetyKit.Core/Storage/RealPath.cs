using System.Globalization;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Storage;

/// <summary>Where a path of the user's really leads, every symbolic link resolved: rules about folders are checked on real paths, or a link would get round them.</summary>
public static class RealPath
{
    /// <summary>The real path, or null when there is nothing (or nothing that may be reached).</summary>
    public static string? Of(string path)
    {
        if (Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), OpenFlags.Path, 0, out FileDescriptor file) != Errno.Ok)
            return null;
        using (file)
        {
            Span<byte> target = new byte[16 * 1024];
            byte[] link = SystemPath.Terminated(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Number}"));
            return Libc.ReadLinkAt(FileDescriptor.WorkingFolder, link, target, out int length) == Errno.Ok ? Encoding.UTF8.GetString(target[..length]) : null;
        }
    }

    /// <summary>Where a symbolic link says it leads; null: there is none of that name.</summary>
    public static string? TargetOf(string path)
    {
        Span<byte> target = new byte[16 * 1024];
        return Libc.ReadLinkAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), target, out int length) == Errno.Ok ? Encoding.UTF8.GetString(target[..length]) : null;
    }

    /// <summary>As <see cref="Of"/>, for a path whose last parts may not be there yet: those stay as they are written.</summary>
    public static string OfExistingPart(string path)
    {
        string full = Path.GetFullPath(path);
        if (Of(full) is { } real)
            return real;
        string? parent = Path.GetDirectoryName(full);
        return parent is null ? full : Path.Combine(OfExistingPart(parent), Path.GetFileName(full));
    }
}
