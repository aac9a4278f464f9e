using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>What is at work: VMs, mounts, runs, backups, ports, as the status sees them.</summary>
/// <param name="collect">Collects the status, with causes in the language of the user.</param>
/// <param name="runs">Sees to runs that nobody watches.</param>
/// <param name="mounts">Takes away what is left of mounts whose server died.</param>
/// <param name="records">Of the mounts.</param>
public sealed class StateHealth(Func<CancellationToken, Task<StatusReport>> collect, AbandonedRuns runs, FolderMounts mounts, MountStore records) : IHealthCheck
{
    public string Id => "state";

    public Text Title => new("what is at work", "что работает");

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        StatusReport now = await collect(cancellation).ConfigureAwait(false);
        HealthFinding[] found = [.. now.Vms.SelectMany(OfMachine), .. now.Agents.SelectMany(OfRun), .. now.Mounts.SelectMany(OfMount), .. now.Backups.SelectMany(OfBackup), .. now.Ports.SelectMany(OfPort)];
        if (found.Length > 0)
            return found;
        int atWork = now.Vms.Count(vm => vm.State == "running"), saved = now.Backups.Count(backup => backup.LastSuccess is not null);
        return [HealthFinding.Pass(new Text($"VMs running: {atWork}, agents at work: {now.Agents.Count}, folders with snapshots: {saved} of {now.Backups.Count}", $"работает ВМ: {atWork}, агентов: {now.Agents.Count}, папок со снимками: {saved} из {now.Backups.Count}"))];
    }

    private static IEnumerable<HealthFinding> OfMachine(MachineStatus vm)
    {
        // Its engine does not answer, which says nothing of the VM.
        if (vm.State == "unknown")
            yield return HealthFinding.Fail(new Text($"how VM '{vm.Name}' is could not be found out", $"состояние ВМ «{vm.Name}» узнать не удалось"), Text.Verbatim(vm.Cause ?? ""), Text.Verbatim("agsekit vms"));
        else if (vm.State == "broken")
            yield return HealthFinding.Fail(new Text($"VM '{vm.Name}' is broken", $"ВМ «{vm.Name}» сломана"), Text.Verbatim(vm.Cause ?? ""), new Text($"agsekit restart-vm {vm.Name}; if that does not help: agsekit destroy-vm {vm.Name} && agsekit create-vm {vm.Name}", $"agsekit restart-vm {vm.Name}; если не поможет: agsekit destroy-vm {vm.Name} && agsekit create-vm {vm.Name}"));
        else if (vm.Answers == false)
            yield return HealthFinding.Fail(new Text($"VM '{vm.Name}' runs and does not answer", $"ВМ «{vm.Name}» работает, но не отвечает"), Text.Verbatim(vm.Cause ?? ""), new Text($"try again in a moment; if it stays so: agsekit restart-vm {vm.Name}", $"повторите через минуту; если не поможет: agsekit restart-vm {vm.Name}"));
    }

    private IEnumerable<HealthFinding> OfRun(AgentStatus run)
    {
        if (run.State == "unreachable")
            yield return HealthFinding.Fail(new Text($"run {run.Id} can not be reached", $"запуск {run.Id} недоступен"), Text.Verbatim(run.Cause ?? ""), Text.Verbatim($"agsekit restart-vm {run.Vm}"));
        else if (!run.Watched)
        {
            yield return HealthFinding.Fail(
                new Text($"nobody watches run {run.Id}", $"за запуском {run.Id} никто не следит"),
                new Text("the process that did was killed: no snapshots are taken of what the agent does", "следивший процесс убит: сделанное агентом не сохраняется"),
                Text.Verbatim("agsekit ps")) with
            {
                Repair = async cancellation => await runs.ClearAsync(cancellation).ConfigureAwait(false),
            };
        }
    }

    private IEnumerable<HealthFinding> OfMount(MountStatus mount)
    {
        if (mount.Tripped)
        {
            yield return HealthFinding.Fail(
                new Text($"an agent in VM '{mount.Vm}' was stopped and waits for you", $"агент в ВМ «{mount.Vm}» остановлен и ждёт вас"),
                new Text($"it deleted or overwrote much at once in {mount.Source}", $"он сразу удалил или переписал многое в {mount.Source}"),
                new Text("agsekit tripwire list, then agsekit tripwire continue or agsekit tripwire undo", "agsekit tripwire list, затем agsekit tripwire continue или agsekit tripwire undo"));
        }

        if (mount.State != "broken")
            yield break;
        MountRecord? dead = records.All().FirstOrDefault(record => Printable.Escape(record.Source) == mount.Source && record.Machine == mount.Vm && records.ServerOf(record.Id) == 0);
        yield return HealthFinding.Fail(new Text($"{mount.Source} is not usable in VM '{mount.Vm}'", $"{mount.Source} не работает в ВМ «{mount.Vm}»"), Text.Verbatim(mount.Cause ?? ""), new Text("agsekit umount in that folder, then agsekit mount", "в этой папке: agsekit umount, затем agsekit mount")) with
        {
            Repair = dead is null ? null : _ => mounts.UnmountAsync(dead.Id),
        };
    }

    private static IEnumerable<HealthFinding> OfBackup(FolderBackupStatus backup)
    {
        if (backup.State is "failed" or "unknown")
            yield return HealthFinding.Fail(new Text($"{backup.Source} is not backed up", $"{backup.Source} не сохраняется"), Text.Verbatim(backup.Cause ?? ""), new Text("agsekit backup-once in that folder says more", "подробнее скажет agsekit backup-once в этой папке"));
    }

    private static IEnumerable<HealthFinding> OfPort(PortStatus port)
    {
        if (port.State == "failed")
            yield return HealthFinding.Fail(new Text($"port {port.Listen} is not forwarded", $"порт {port.Listen} не проброшен"), Text.Verbatim(port.Cause ?? ""), Text.Verbatim("agsekit ports"));
    }
}
