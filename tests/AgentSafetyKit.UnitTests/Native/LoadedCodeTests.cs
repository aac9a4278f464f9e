using System.Globalization;
using System.Runtime.InteropServices;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.UnitTests.Native;

internal sealed class LoadedCodeTests
{
    /// <summary>Against what the kernel says of the same memory (proc_pid_maps(5)): a page that can be written to, or is of no file, would be lost.</summary>
    [Test]
    public void It_is_mapped_from_files_and_can_not_be_written_to()
    {
        string[] maps = File.ReadAllLines("/proc/self/maps");
        foreach ((nint from, nint length) in LoadedCode.Find())
        {
            string[] touched = [.. maps.Where(line => Range(line) is var (first, end) && first < from + length && from < end)];
            Assert.That(touched, Is.Not.Empty);
            Assert.That(touched, Has.All.Match(@"^\S+ r-[x-]p \S+ \S+ \S+ +(/|\[vdso\])"));
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
