using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

public sealed partial class QemuProvider
{
    /// <summary>Between two looks at the processor time: long enough for a figure, short enough for a table.</summary>
    private static readonly TimeSpan CpuLook = TimeSpan.FromMilliseconds(200);

    /// <summary>A table does not wait for a QEMU that is busy.</summary>
    private static readonly TimeSpan TableLimit = TimeSpan.FromSeconds(1);

    /// <summary>The machine as its files and processes say, and where QEMU answers at once as it says.</summary>
    private async Task<MachineInfo> LookAsync(MachineFolder folder, CancellationToken cancellation)
    {
        MachineInfo machine = Observe(folder);
        if (machine.State is not (MachineState.Running or MachineState.Starting) || folder.Running() is not { } running)
            return machine;
        ProcessLoad? before = ProcessLoad.Of(running.Engine);
        long begin = time.GetTimestamp();
        Task pause = Task.Delay(CpuLook, time, cancellation);
        QemuFigures? figures = await new QemuGuest(folder, time).FiguresAsync(TableLimit, cancellation).ConfigureAwait(false);
        await pause.ConfigureAwait(false);
        ProcessLoad? after = ProcessLoad.Of(running.Engine);
        if (after is null)
            return Observe(folder);
        int? percent = before is { } first ? (int)Math.Round(100 * (after.Value.CpuTime - first.CpuTime) / time.GetElapsedTime(begin)) : null;
        Text cause = CauseOf(folder, figures?.Status);
        return machine with
        {
            State = cause.IsEmpty ? machine.State : MachineState.Broken,
            Cause = cause,
            Usage = new MachineUsage(percent, figures?.MemoryUsed, new ByteSize(after.Value.ResidentBytes), figures?.DiskRead, figures?.DiskWritten) { CpuTime = after.Value.CpuTime },
        };
    }

    /// <summary>Why a guest stands still although its QEMU lives; none when it does not. While its memory is saved it stands still for good reason.</summary>
    private static Text CauseOf(MachineFolder folder, string? status) => status switch
    {
        QemuFigures.DiskError => new Text(
            $"the disk of {folder.Path} is full, so the guest stands still; free some space, then: agsekit start-vm {folder.Name}",
            $"диск с {folder.Path} заполнен, и гость замер; освободите место, затем: agsekit start-vm {folder.Name}"),
        "internal-error" or "guest-panicked" or "shutdown" => new Text(
            $"QEMU says '{status}'; agsekit stop-vm {folder.Name} --force switches it off", $"QEMU сообщает «{status}»; agsekit stop-vm {folder.Name} --force выключит её"),
        "paused" => new Text($"it stands still; agsekit start-vm {folder.Name} lets it go on", $"она приостановлена; agsekit start-vm {folder.Name} возобновит её работу"),
        _ => Text.None,
    };

    /// <summary>Whether a machine that has been up still is: one that QEMU stopped is let go on. False when QEMU does not answer.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.NoSpace"/>: the disk is as full as before; <see cref="ErrorCode.MachineFailed"/>.</exception>
    private async Task<bool> GoesOnAsync(MachineFolder folder, CancellationToken cancellation)
    {
        var guest = new QemuGuest(folder, time);
        if (await guest.FiguresAsync(Patience, cancellation).ConfigureAwait(false) is not { } figures)
            return false;
        if (CauseOf(folder, figures.Status).IsEmpty)
            return true;
        if (figures.Status is QemuFigures.DiskError or "paused")
        {
            await guest.ContinueAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(CpuLook, time, cancellation).ConfigureAwait(false);
            figures = await guest.FiguresAsync(Patience, cancellation).ConfigureAwait(false) ?? figures;
        }

        Text cause = CauseOf(folder, figures.Status);
        return cause.IsEmpty ? true : throw new KitException(
            figures.Status == QemuFigures.DiskError ? ErrorCode.NoSpace : ErrorCode.MachineFailed,
            new Text($"VM '{folder.Name}' can not go on", $"ВМ «{folder.Name}» не может продолжить работу"),
            cause,
            new Text($"df -h {folder.Path}", $"df -h {folder.Path}"));
    }
}
