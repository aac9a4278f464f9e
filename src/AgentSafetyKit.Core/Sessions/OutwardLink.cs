namespace AgentSafetyKit.Sessions;

/// <summary>
/// Tells whether a symbolic link leads out of its folder, or could, by its words alone: nothing is looked up, nothing followed. A step up from a named folder counts as leaving, for that name may be
/// a link itself, and then the step up is one from wherever it leads (path_resolution(7)).
/// </summary>
public static class OutwardLink
{
    /// <param name="path">The link's own path, relative to the folder.</param>
    /// <param name="target">What it points to.</param>
    public static bool Leaves(string path, string target)
    {
        if (target.StartsWith('/'))
            return true;
        int depth = path.Count(letter => letter == '/');
        bool named = false;
        foreach (string part in target.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                named = true;
            else if (named || --depth < 0)
                return true;
        }

        return false;
    }
}
