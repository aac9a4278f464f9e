namespace AgentSafetyKit.Machines.Copying;

/// <summary>
/// Which symbolic links of a hostile tree may be made on the host: those that can not lead out of the copy. A target is allowed when it is relative, goes up only at its beginning and no higher
/// than the tree's root: the folders it goes up through are real ones, for nothing is made beneath a link, and the names behind may be links again, which are of the same kind.
/// </summary>
internal static class LinkRule
{
    /// <param name="depth">How many folders lie between the root and the link.</param>
    /// <param name="target">As the link has it.</param>
    public static bool StaysWithin(int depth, ReadOnlySpan<byte> target)
    {
        if (target.IsEmpty || target.Length > 4095 || target[0] == '/' || target.Contains((byte)0))
            return false;
        bool named = false;
        foreach (Range part in target.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = target[part];
            if (name.IsEmpty || name.SequenceEqual("."u8))
                continue;
            if (!name.SequenceEqual(".."u8))
            {
                named = true;
                continue;
            }

            if (named || --depth < 0)
                return false;
        }

        return true;
    }
}
