using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// A path a guest sent, taken apart beneath the mount's root: <c>.</c>, empty parts and <c>..</c> are resolved by their letters alone (nothing climbs above the root), and what is left is the
/// way to a folder and one name in it. Holds its bytes in buffers of its own that are used again for the next path, so one instance serves one request at a time.
/// </summary>
public sealed class GuestPath : IDisposable
{
    /// <summary>Bytes, PATH_MAX without the NUL.</summary>
    public const int LongestPath = 4095;

    private readonly byte[] _whole = new byte[LongestPath + 1];
    private readonly byte[] _folder = new byte[LongestPath + 1];
    private int _length;
    private int _nameStart;

    /// <summary>Relative to the root, no slash at either end, no NUL; empty for the root.</summary>
    public ReadOnlySpan<byte> Whole => _whole.AsSpan(0, _length);

    public bool IsRoot => _length == 0;

    internal HeldFolder Held { get; } = new();

    /// <summary>The name lies in the root itself.</summary>
    public bool IsInRoot => _nameStart == 0;

    /// <summary>The last part with its NUL; of the root itself <c>.</c>, which system calls that change names refuse.</summary>
    public ReadOnlySpan<byte> Name => _length == 0 ? ".\0"u8 : _whole.AsSpan(_nameStart, _length - _nameStart + 1);

    /// <summary>The folder of the name with its NUL. Not for paths with <see cref="IsInRoot"/>.</summary>
    public ReadOnlySpan<byte> Folder => _folder.AsSpan(0, _nameStart);

    /// <summary>Takes the next path. ENAMETOOLONG or EINVAL (a NUL within): no path is held then.</summary>
    public Errno Take(ReadOnlySpan<byte> sent)
    {
        _length = 0;
        _nameStart = 0;
        if (sent.Length > LongestPath)
            return Errno.ENAMETOOLONG;
        if (sent.Contains((byte)0))
            return Errno.EINVAL;
        foreach (Range range in sent.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = sent[range];
            if (part.IsEmpty || part.SequenceEqual("."u8))
                continue;
            if (part.SequenceEqual(".."u8))
                _length = Math.Max(0, _whole.AsSpan(0, _length).LastIndexOf((byte)'/'));
            else
                Append(part);
        }

        _whole[_length] = 0;
        _nameStart = _whole.AsSpan(0, _length).LastIndexOf((byte)'/') + 1;
        if (_nameStart > 0)
        {
            _whole.AsSpan(0, _nameStart - 1).CopyTo(_folder);
            _folder[_nameStart - 1] = 0;
        }

        return Errno.Ok;
    }

    /// <summary>Folders may not be where they were: the next use finds its own anew.</summary>
    public void Forget() => Held.Drop();

    public void Dispose() => Held.Dispose();

    private void Append(ReadOnlySpan<byte> part)
    {
        if (_length > 0)
            _whole[_length++] = (byte)'/';
        part.CopyTo(_whole.AsSpan(_length));
        _length += part.Length;
    }
}
