using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// The folder a request was about, kept open for the next ones: programs ask for one name after another in the same folder. It is looked for again after <see cref="LongestMilliseconds"/>, so that a folder the host moves
/// away is left as soon as one that was found at the start of a slow request; what moves or closes folders for the guest drops it (<see cref="Drop"/>).
/// </summary>
internal sealed class HeldFolder : IDisposable
{
    private const int LongestMilliseconds = 2;

    private readonly byte[] _path = new byte[GuestPath.LongestPath + 1];
    private FileDescriptor? _handle;
    private PathWalker? _walker;
    private int _length;
    private long _since;

    /// <summary>Null: another folder is held, or it was too long ago.</summary>
    /// <param name="walker">Handles of another root are none of its.</param>
    /// <param name="folder">As <see cref="GuestPath.Folder"/>.</param>
    public FileDescriptor? Find(PathWalker walker, ReadOnlySpan<byte> folder) =>
        _handle is { } handle && _walker == walker && Environment.TickCount64 - _since < LongestMilliseconds && folder.SequenceEqual(_path.AsSpan(0, _length)) ? handle : null;

    /// <summary>Takes over a handle.</summary>
    public void Hold(PathWalker walker, ReadOnlySpan<byte> folder, FileDescriptor handle)
    {
        Drop();
        folder.CopyTo(_path);
        (_walker, _length, _handle, _since) = (walker, folder.Length, handle, Environment.TickCount64);
    }

    public void Drop()
    {
        _handle?.Dispose();
        _handle = null;
    }

    public void Dispose() => Drop();
}
