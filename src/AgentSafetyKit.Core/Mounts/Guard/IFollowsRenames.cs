namespace AgentSafetyKit.Mounts.Guard;

/// <summary>Something open that the rules know by its path.</summary>
internal interface IFollowsRenames
{
    /// <summary>The guest renamed it, a folder above it, or something else.</summary>
    void Follow(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to);

    /// <summary>The path of what has the path <paramref name="path"/> when <paramref name="from"/> is called <paramref name="to"/>.</summary>
    protected static void Move(ref byte[] path, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (path.AsSpan().StartsWith(from) && (path.Length == from.Length || path[from.Length] == (byte)'/'))
            path = [.. to, .. path.AsSpan(from.Length)];
    }
}
