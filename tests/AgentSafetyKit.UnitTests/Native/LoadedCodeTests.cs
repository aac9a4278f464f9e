using System.Globalization;
using System.Runtime.InteropServices;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.UnitTests.Native;

internal sealed class LoadedCodeTests
{
    /// <summary>Against what the kernel says of the same memory (proc_pid_smaps(5)): a page that can be written to, was written to, or is of no file, would be lost.</summary>
    [Test]
    public void It_is_mapped_from_files_and_was_never_written_to()
    {
        IReadOnlyList<(nint From, nint Length)> found = LoadedCode.Find();
        List<(string Line, List<string> About)> mappings = [];
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Split(' ')[0].Contains('-', StringComparison.Ordinal))
                mappings.Add((line, []));
            else
                mappings[^1].About.Add(string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        foreach ((nint from, nint length) in found)
        {
            List<(string Line, List<string> About)> touched = mappings.FindAll(mapping => Range(mapping.Line) is var (first, end) && first < from + length && from < end);
            Assert.That(touched, Is.Not.Empty);
            foreach ((string line, List<string> about) in touched)
            {
                Assert.That(line, Does.Match(@"^\S+ r-[x-]p \S+ \S+ \S+ +(/|\[vdso\])"));
                // The runtime that compiles, which these tests run in, writes into its own: there nothing is let go of.
                if (!line.Contains("/libcoreclr.so", StringComparison.Ordinal))
                    Assert.That(about, Is.SupersetOf(new[] { "Anonymous: 0 kB", "Swap: 0 kB" }), line);
            }
        }
    }

    [Test]
    public void The_code_of_a_library_is_in_it()
    {
        nint function = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "qsort");
        Assert.That(LoadedCode.Find().Any(code => code.From <= function && function < code.From + code.Length), Is.True);
    }

    private static (nint First, nint End) Range(string line)
    {
        string[] ends = line.Split(' ')[0].Split('-');
        return (nint.Parse(ends[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), nint.Parse(ends[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
