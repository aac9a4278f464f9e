using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Processes;
using Processor = System.Runtime.InteropServices.Architecture;

namespace AgentSafetyKit.UnitTests.Machines.Images;

/// <summary>Disks as real tools partition them.</summary>
public sealed class DiskInspectionTests
{
    private const string SystemOnly = "label: gpt\nsize=1M, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B\nsize=1M, type=L\n";

    [TestCase(SystemOnly, false, true, Description = "a system partition and no code in the first sector")]
    [TestCase(SystemOnly, true, false, Description = "both: a BIOS starts it quicker")]
    [TestCase("label: gpt\nsize=1M, type=L\nsize=1M, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B\n", false, true, Description = "the second entry")]
    [TestCase("label: gpt\nsize=1M, type=L\n", false, false)]
    [TestCase("label: dos\nsize=1M, type=83, bootable\n", true, false)]
    [TestCase("", false, false, Description = "no table at all")]
    public async Task What_starts_a_disk_is_told_by_its_first_sectors(string table, bool hasCode, bool needsUefi)
    {
        string file = Path.GetTempFileName();
        try
        {
            using (FileStream disk = File.OpenWrite(file))
                disk.SetLength(8 << 20);
            if (table.Length > 0)
            {
                CommandResult result = await new CommandRunner(TimeProvider.System).RunAsync(
                    CommandSpec.Of("sfdisk", "--quiet", file), System.Text.Encoding.ASCII.GetBytes(table), TimeSpan.FromMinutes(1), null, default);
                Assert.That(result.Succeeded, Is.True, result.ErrorText);
            }

            byte[] head = File.ReadAllBytes(file)[..65536];
            if (hasCode)
                head[3] = 0x90;
            Assert.That(DiskInspection.NeedsUefi(head, Processor.X64), Is.EqualTo(needsUefi));
            Assert.That(DiskInspection.NeedsUefi(head, Processor.Arm64), Is.True, "Arm machines have no BIOS");
            for (int length = 0; length < head.Length; length += 257)
                Assert.That(() => DiskInspection.NeedsUefi(head.AsSpan(0, length), Processor.X64), Throws.Nothing, "cut short");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
