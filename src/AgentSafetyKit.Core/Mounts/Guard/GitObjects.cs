namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// The object files of git repositories, which get no second name. A local <c>git clone</c> links them and then wants to see the same inode number under both names ("hardlink different from
/// source", git 2.39.4 on), but sshfs has no inode numbers to show. Where it can not link, git copies (clone) or renames (new objects), and all goes well.
/// </summary>
internal static class GitObjects
{
    /// <summary>The path lies in <c>objects/pack</c>, <c>objects/info</c> or <c>objects/</c> and two hexadecimal digits.</summary>
    public static bool Hold(ReadOnlySpan<byte> path)
    {
        bool afterObjects = false;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = path[range];
            if (afterObjects && range.End.Value < path.Length && (part.SequenceEqual("pack"u8) || part.SequenceEqual("info"u8) || IsTwoDigits(part)))
                return true;
            afterObjects = part.SequenceEqual("objects"u8);
        }

        return false;
    }

    private static bool IsTwoDigits(ReadOnlySpan<byte> part) =>
        part is [var first, var second] && char.IsAsciiHexDigitLower((char)first) && char.IsAsciiHexDigitLower((char)second);
}
