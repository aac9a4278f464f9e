using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The list of inodes that the earlier tool called agsekit, which copied with rsync(1), put at the top of each of its snapshots. It was never in the folder the snapshot is of, so it is no part of its content:
/// it is not restored, and its not being there is no change. Told from a file of the user's by what is in it: a name and a number on each line, its own name among them.
/// </summary>
internal static class EarlierList
{
    private const int Chunk = 1 << 16;

    /// <summary>With its NUL.</summary>
    public static ReadOnlySpan<byte> FileName => ".inodes\0"u8;

    private static ReadOnlySpan<byte> OwnLine => ".inodes "u8;

    public static bool IsIn(FolderHandle snapshot)
    {
        if (snapshot.OpenFile(FileName, out FileHandle file) != Errno.Ok)
            return false;
        using (file)
            return file.Status(out FileStatus status) == Errno.Ok && status.Kind == EntryKind.File && NamesItself(file);
    }

    /// <summary>Read to the line of its own name; one of a hundred thousand files has some megabytes.</summary>
    private static bool NamesItself(FileHandle file)
    {
        byte[] buffer = new byte[Chunk];
        int kept = 0;
        for (long offset = 0; file.ReadAt(buffer.AsSpan(kept), offset, out int count) == Errno.Ok && count > 0; offset += count)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, kept + count);
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                ReadOnlySpan<byte> line = rest[..end];
                if (!HasNumber(line))
                    return false;
                if (line.StartsWith(OwnLine) && line.LastIndexOf((byte)' ') == OwnLine.Length - 1)
                    return true;
                rest = rest[(end + 1)..];
            }

            // No path is longer than PATH_MAX, so a line that fills the buffer is none of that list.
            if (rest.Length == buffer.Length)
                return false;
            rest.CopyTo(buffer);
            kept = rest.Length;
        }

        return false;
    }

    private static bool HasNumber(ReadOnlySpan<byte> line) =>
        line.LastIndexOf((byte)' ') is > 0 and var at && at < line.Length - 1 && Ascii.IsValid(line[at..]) && line[(at + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
