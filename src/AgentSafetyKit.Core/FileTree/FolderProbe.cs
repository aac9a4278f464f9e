using System.Runtime.CompilerServices;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// An open folder for loops that only look: no object a folder, no error number, nothing allocated. As <see cref="FolderHandle"/> it is an O_PATH handle and follows no link. A number of the system and not an
/// object: whoever opened it closes it, once. Whatever goes wrong is "no", and the caller looks again the careful way.
/// </summary>
public readonly struct FolderProbe
{
    private readonly int _number;

    private FolderProbe(int number) => _number = number;

    /// <summary>A borrowed one: never closed here; the handle has to stay open meanwhile.</summary>
    public static FolderProbe Of(FolderHandle folder) => new(folder.Descriptor.Number);

    /// <param name="name">One component, ending in NUL.</param>
    /// <param name="folder">To be closed by the caller.</param>
    public bool TryOpen(ReadOnlySpan<byte> name, out FolderProbe folder)
    {
        int number = Libc.TryOpenAt(_number, name, OpenFlags.Path | OpenFlagsOfArchitecture.Folder | OpenFlagsOfArchitecture.NoFollow);
        folder = new FolderProbe(number);
        return number >= 0;
    }

    /// <summary>Of the folder itself.</summary>
    [SkipLocalsInit]
    public bool TryStatus(out FileStatus status)
    {
        Unsafe.SkipInit(out StatxBuffer buffer);
        bool known = Libc.TryStatx(_number, "\0"u8, AtFlags.EmptyPath | AtFlags.DoNotSync, ref buffer);
        status = new FileStatus(buffer);
        return known;
    }

    /// <param name="name">One component, ending in NUL.</param>
    /// <param name="status">Of what is there, a link itself too.</param>
    [SkipLocalsInit]
    public bool TryStatusOf(ReadOnlySpan<byte> name, out FileStatus status)
    {
        Unsafe.SkipInit(out StatxBuffer buffer);
        bool known = Libc.TryStatx(_number, name, AtFlags.NoFollow | AtFlags.DoNotSync | AtFlags.NoAutomount, ref buffer);
        status = new FileStatus(buffer);
        return known;
    }

    public void Close() => _ = Libc.CloseRaw(_number);
}
