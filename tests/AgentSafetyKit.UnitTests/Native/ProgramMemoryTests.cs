using AgentSafetyKit.Native;

namespace AgentSafetyKit.UnitTests.Native;

internal sealed class ProgramMemoryTests
{
    private const string Maps = """
        5000-7000 r--p 00000000 fe:00 123                        /opt/our kit/agsekit
        7000-8000 r-xp 00002000 fe:00 123                        /opt/our kit/agsekit
        a000-b000 rw-p 00005000 fe:00 123                        /opt/our kit/agsekit
        b000-c000 rw-p 00000000 00:00 0
        b000-c000 r--p 00000000 00:00 0
        c000-d000 r-xp 00000000 fe:00 124                        /usr/lib/libcrypto.so.3
        d000-e000 r-xp 00000000 00:00 0                          [vdso]
        f000-e000 r-xp 00000000 fe:00 124                        /usr/lib/libcrypto.so.3
        7f00c0000000-7f00c0021000 r--s 00000000 fe:00 123        /opt/our kit/agsekit
        """;

    [Test]
    public void Files_that_nobody_writes_to_may_be_let_go() =>
        Assert.That(ProgramMemory.FilesIn(Maps.Split('\n')), Is.EqualTo(new[] { ((nint)0x5000, (nint)0x2000), (0x7000, 0x1000), (0xc000, 0x1000) }));

    [Test]
    public void The_program_runs_on_without_it()
    {
        Assert.That(ProgramMemory.FilesIn(File.ReadLines("/proc/self/maps")), Is.Not.Empty);
        ProgramMemory.ReleaseCode();
        Assert.That(string.Concat(Enumerable.Range(0, 5)), Is.EqualTo("01234"));
    }
}
