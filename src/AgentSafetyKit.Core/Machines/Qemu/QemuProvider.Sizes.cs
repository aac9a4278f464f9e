using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Qemu;

public sealed partial class QemuProvider
{
    /// <summary>Nobody but us changes these machines.</summary>
    public Task<MachineInfo?> MeasureAsync(string name, CancellationToken cancellation) => FindAsync(name, cancellation);

    public async Task<MachineInfo> ResizeAsync(MachineSpec wanted, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(wanted.Name);
        using FileLock held = await LockAsync(folder, NoProgress.Instance, cancellation).ConfigureAwait(false);
        MachineRecord record = Require(folder);
        if (folder.Running() is not null)
            throw ResizeRules.NotStopped(wanted.Name);
        RequireFiles(folder, record);
        ResizeRules.RequireGrowth(wanted.Name, new ByteSize(record.DiskBytes), wanted.Disk);
        // The disk first: the record never promises more than there is, and growing to the size it has is no error.
        if (wanted.Disk.Bytes > record.DiskBytes)
        {
            QemuTools.Require(["qemu-img"]);
            await new QemuDisk(folder, runner).ResizeAsync(wanted.Disk, cancellation).ConfigureAwait(false);
        }

        folder.Write(record with { Processors = wanted.Processors, MemoryBytes = wanted.Memory.Bytes, DiskBytes = wanted.Disk.Bytes });
        return Observe(folder);
    }
}
