using System.Globalization;

namespace AgentSafetyKit.Native;

/// <summary>The memory that this program's own file takes.</summary>
public static class ProgramMemory
{
    /// <summary>
    /// Lets go of the program's code and constants, as far as they are as in its file: what is needed again is there again at the next access, from the page cache. For a process
    /// that has read its command line and its configuration and will do one small thing from then on. Does nothing where it can not.
    /// </summary>
    public static void ReleaseCode()
    {
        try
        {
            foreach ((nint from, nint length) in Unchanged(File.ReadLines("/proc/self/smaps"), Environment.ProcessPath))
                _ = Libc.MAdvise(from, length, MemoryAdvice.DoNotNeed);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Without it the process is only larger than it has to be.
        }
    }

    /// <summary>The mappings of <paramref name="program"/> in lines of smaps (proc_pid_smaps(5)) that can not be written to and hold no page that differs from the file, as relocated ones do.</summary>
    internal static IReadOnlyList<(nint From, nint Length)> Unchanged(IEnumerable<string> lines, string? program)
    {
        var found = new List<(nint, nint)>();
        (nint From, nint Length)? mapping = null;
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (words is [var range, ['r', '-', _, 'p'], _, _, _, var path])
                mapping = path.TrimStart() == program ? Range(range) : null;
            else if (words is [[.., not ':'], { Length: 4 }, _, _, ..])
                mapping = null;
            else if (words is ["Anonymous:", not "0", ..])
                mapping = null;
            // A page that was swapped out is not counted among the anonymous ones.
            else if (words is ["Swap:", "0", "kB"] && mapping is { } unchanged)
                found.Add(unchanged);
        }

        return found;
    }

    private static (nint From, nint Length)? Range(string words)
    {
        string[] ends = words.Split('-');
        return ends is [var first, var last]
            && nint.TryParse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nint from)
            && nint.TryParse(last, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nint to) && to > from ? (from, to - from) : null;
    }
}
