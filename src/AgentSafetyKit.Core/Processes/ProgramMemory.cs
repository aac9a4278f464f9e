using System.Globalization;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>The memory that this program's own file takes, and those of the libraries it began with.</summary>
public static class ProgramMemory
{
    /// <summary>Found at the first call, when nothing but the start of the program has been: these mappings stay until its end. Those of libraries that come later are laid over one another while they are loaded.</summary>
    private static readonly Lazy<IReadOnlyList<(nint From, nint Length)>> Code = new(Find);

    /// <summary>
    /// Lets go of code and constants, as far as they are as in their files: what is needed again is there again at the next access, from the page cache. For a process
    /// that has started, or has read its command line and its configuration, and will do one small thing from then on. Does nothing where it can not.
    /// </summary>
    public static void ReleaseCode()
    {
        foreach ((nint from, nint length) in Code.Value)
            _ = Libc.MAdvise(from, length, MemoryAdvice.DoNotNeed);
    }

    /// <summary>The mappings of files in lines of smaps (proc_pid_smaps(5)) that can not be written to and hold no page that differs from the file, as relocated ones do.</summary>
    internal static IReadOnlyList<(nint From, nint Length)> Unchanged(IEnumerable<string> lines)
    {
        var found = new List<(nint, nint)>();
        (nint From, nint Length)? mapping = null;
        foreach (string line in lines)
        {
            if (line.StartsWith("Anonymous:", StringComparison.Ordinal))
                mapping = IsNone(line) ? mapping : null;
            // A page that was swapped out is not counted among the anonymous ones.
            else if (line.StartsWith("Swap:", StringComparison.Ordinal) && IsNone(line) && mapping is { } unchanged)
                found.Add(unchanged);
            else if (line.Length > 0 && char.IsAsciiHexDigitLower(line[0]))
                mapping = OfFile(line);
        }

        return found;
    }

    private static IReadOnlyList<(nint From, nint Length)> Find()
    {
        try
        {
            return Unchanged(File.ReadLines("/proc/self/smaps"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Without it the process is only larger than it has to be.
            return [];
        }
    }

    private static bool IsNone(string line) => line.EndsWith(" 0 kB", StringComparison.Ordinal);

    private static (nint From, nint Length)? OfFile(string line)
    {
        string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        return words is [var range, ['r', '-', _, 'p'], _, _, _, ['/', ..]] ? Range(range) : null;
    }

    private static (nint From, nint Length)? Range(string words)
    {
        string[] ends = words.Split('-');
        return ends is [var first, var last]
            && nint.TryParse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nint from)
            && nint.TryParse(last, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nint to) && to > from ? (from, to - from) : null;
    }
}
