using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Processes;

internal sealed class ProgramMemoryTests
{
    private const string Maps = """
        5000-7000 r--p 00000000 fe:00 123                        /opt/our kit/agsekit
        Rss:                   8 kB
        Anonymous:             0 kB
        AnonHugePages:         0 kB
        Swap:                  0 kB
        SwapPss:               0 kB
        VmFlags: rd mr mw me sd
        7000-8000 r-xp 00002000 fe:00 123                        /opt/our kit/agsekit
        Anonymous:             0 kB
        Swap:                  0 kB
        8000-9000 r--p 00003000 fe:00 123                        /opt/our kit/agsekit
        Anonymous:             0 kB
        Swap:                  4 kB
        9000-a000 r--p 00004000 fe:00 123                        /opt/our kit/agsekit
        Anonymous:            40 kB
        Swap:                  0 kB
        a000-b000 rw-p 00005000 fe:00 123                        /opt/our kit/agsekit
        Anonymous:             0 kB
        Swap:                  0 kB
        b000-c000 rw-p 00000000 00:00 0
        Anonymous:             0 kB
        Swap:                  0 kB
        c000-d000 r-xp 00000000 fe:00 124                        /usr/lib/libc.so.6
        Anonymous:             0 kB
        Swap:                  0 kB
        d000-e000 r-xp 00000000 00:00 0                          [vdso]
        Anonymous:             0 kB
        Swap:                  0 kB
        7f00c0000000-7f00c0021000 r--s 00000000 fe:00 123        /opt/our kit/agsekit
        Anonymous:             0 kB
        Swap:                  0 kB
        """;

    [Test]
    public void Only_what_is_as_in_its_file_is_let_go() => Assert.That(
        ProgramMemory.Unchanged(Maps.Split('\n')), Is.EqualTo(new[] { ((nint)0x5000, (nint)0x2000), (0x7000, 0x1000), (0xc000, 0x1000) }));

    [Test]
    public void The_program_runs_on_without_it()
    {
        Assert.That(ProgramMemory.Unchanged(File.ReadLines("/proc/self/smaps")), Is.Not.Empty);
        ProgramMemory.ReleaseCode();
        Assert.That(string.Concat(Enumerable.Range(0, 5)), Is.EqualTo("01234"));
    }
}
