using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The host's disk is too small for what a VM writes.</summary>
internal sealed class HostDiskScenarios : MachineScenario
{
    private const string Second = "half";

    [Test]
    public async Task A_VM_that_no_longer_fits_on_the_disk_stands_still_until_there_is_room()
    {
        SharedMachine.WriteConfig(SharedMachine.MachineYaml + $"  {Second}: {{cpu: 1, ram: 1G, disk: 4G, provider: qemu, image: \"build:debian:bookworm\"}}\n");
        Assert.That(Kit.Run("create-vm", Second).ExitCode, Is.Zero);
        string folder = Path.Combine(Home, "data/vms", Second);
        using LoopDisk disk = LoopDisk.Make(Root, "1G");
        Shell("cp -a \"$1/.\" \"$2/\" && fallocate -l 700M \"$2/filler\" && mount --bind \"$2\" \"$1\"", folder, disk.Folder);
        try
        {
            Assert.That(Kit.Run("start-vm", Second).ExitCode, Is.Zero);
            Kit.Run("exec", Second, "--", "sh", "-c", "nohup dd if=/dev/zero of=fill bs=1M count=400 conv=fsync > /dev/null 2>&1 < /dev/null &");
            await Until(() => State() == "broken", "the guest stands still", 120);
            CommandResult vms = Kit.Run("vms");
            Assert.That(vms.ErrorText, Does.Contain("is full, so the guest stands still").And.Contain($"agsekit start-vm {Second}"));
            AssertRefused(Kit.Run("start-vm", Second), 4, "is full");

            File.Delete(Path.Combine(folder, "filler"));
            Assert.That(Kit.Run("start-vm", Second).ExitCode, Is.Zero);
            Assert.That(State(), Is.EqualTo("running"));
            await Until(() => Kit.Run("exec", Second, "--", "sh", "-c", "pgrep -x dd > /dev/null || stat -c %s fill").OutputText == "419430400\n", "all is written", 120);
        }
        finally
        {
            Kit.Run("stop-vm", Second, "--force");
            Shell("umount \"$1\"", folder);
            Kit.Run("destroy-vm", Second, "--yes");
        }
    }

    private string State() => Json("vms").GetProperty("vms").EnumerateArray().Single(vm => vm.GetProperty("name").GetString() == Second).GetProperty("state").GetString()!;
}
