using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>
/// A small real disk: an image on a loop device, with the file system asked for. Needs root. Where root has no loop devices a test with one fails in CI, because then nobody would notice that it never runs.
/// </summary>
internal sealed class LoopDisk : IDisposable
{
    private LoopDisk(string image, string folder) => (Image, Folder) = (image, folder);

    public string Image { get; }

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <param name="root">A folder of the test.</param>
    /// <param name="size">As truncate(1) takes it.</param>
    /// <param name="make">The command that makes the file system, the image's path being its last word.</param>
    /// <param name="options">Mount options beside loop.</param>
    public static LoopDisk Make(string root, string size, string make = "mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0", string options = "noatime")
    {
        var disk = new LoopDisk(Path.Combine(root, $"image-{Path.GetRandomFileName()[..4]}"), Path.Combine(root, $"disk-{Path.GetRandomFileName()[..4]}"));
        if (Environment.UserName != "root")
            Assert.Ignore("only root may make a disk");
        CommandResult result = Shell($"truncate -s {size} {disk.Image} && {make} {disk.Image} && mkdir {disk.Folder} && mount -o loop,{options} {disk.Image} {disk.Folder}");
        if (result.ExitCode == 0)
            return disk;
        disk.Dispose();
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            Assert.Fail($"root, and no disk on a loop device: {result.ErrorText}");
        Assert.Ignore($"no disk on a loop device: {result.ErrorText}");
        return disk;
    }

    /// <summary>Another disk with the bytes this one has at this moment: what a power cut would leave.</summary>
    public LoopDisk AfterPowerCut()
    {
        var disk = new LoopDisk(Image + "-cut", Folder + "-cut");
        Must($"cp --sparse=always {Image} {disk.Image} && mkdir {disk.Folder} && mount -o loop,noatime {disk.Image} {disk.Folder}");
        return disk;
    }

    public void Remount(string options) => Must($"mount -o remount,{options} {Folder}");

    public void Dispose() => Shell($"if [ -d {Folder} ]; then umount {Folder} 2>/dev/null || umount -l {Folder} 2>/dev/null; rmdir {Folder}; fi; rm -f {Image}");

    private static void Must(string line)
    {
        CommandResult result = Shell(line);
        Assert.That(result.ExitCode, Is.Zero, $"{line}\n{result.ErrorText}");
    }

    private static CommandResult Shell(string line) => new CommandRunner(TimeProvider.System).RunAsync(
        CommandSpec.Of("bash", ["-c", $"PATH=$PATH:/usr/sbin:/sbin; {line}"]), ReadOnlyMemory<byte>.Empty, TimeSpan.FromMinutes(2), null, CancellationToken.None).GetAwaiter().GetResult();
}
