using System.Globalization;

namespace AgentSafetyKit.Native;

/// <summary>The memory that this program's own file and its libraries take.</summary>
public static class ProgramMemory
{
    /// <summary>
    /// Lets go of code and constants, as far as they are as in their files: what is needed again is there again at the next access, from the page cache. For a process
    /// that has started, or has read its command line and its configuration, and will do one small thing from then on. Takes a part of a millisecond. Does nothing where it can not.
    /// </summary>
    public static void ReleaseCode()
    {
        try
        {
            foreach ((nint from, nint length) in FilesIn(File.ReadLines("/proc/self/maps")))
            {
                // Relocated pages differ from the file.
                if (PageMap.IsUnchanged(from, length))
                    _ = Libc.MAdvise(from, length, MemoryAdvice.DoNotNeed);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Without it the process is only larger than it has to be.
        }
    }

    /// <summary>The mappings of files in lines of maps (proc_pid_maps(5)) that belong to this process alone and can not be written to.</summary>
    internal static IReadOnlyList<(nint From, nint Length)> FilesIn(IEnumerable<string> lines)
    {
        var found = new List<(nint, nint)>();
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (words is [var range, ['r', '-', _, 'p'], _, _, _, ['/', ..]] && Range(range) is { } mapping)
                found.Add(mapping);
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
