using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Diagnostics;

/// <summary>Decides what in a status asks for attention. What is merely off, or was never begun, does not.</summary>
internal static class StatusAttention
{
    /// <summary>The most important first; in words, safe to print.</summary>
    public static IReadOnlyList<string> Of(StatusReport report, KitException? config, Language language)
    {
        var found = new List<Text>();
        if (config is not null)
            found.Add(new Text($"configuration: {config.What.English}: {config.Cause.English}", $"настройки: {config.What.Russian}: {config.Cause.Russian}"));
        foreach (MountStatus mount in report.Mounts.Where(mount => mount.Tripped))
            found.Add(new Text($"{mount.Source}: an agent in VM '{mount.Vm}' was stopped and waits for you; 'agsekit tripwire list' says why", $"{mount.Source}: агент в ВМ «{mount.Vm}» остановлен и ждёт вас; почему — скажет «agsekit tripwire list»"));
        foreach (MachineStatus vm in report.Vms.Where(vm => vm.State is "broken" or "unknown" || vm.Answers == false))
            found.Add(new Text($"VM '{vm.Name}': {vm.Cause}", $"ВМ «{vm.Name}»: {vm.Cause}"));
        foreach (AgentStatus agent in report.Agents)
        {
            if (agent.State == "unreachable")
                found.Add(new Text($"run {agent.Id}: {agent.Cause}", $"запуск {agent.Id}: {agent.Cause}"));
            else if (!agent.Watched)
                found.Add(new Text($"run {agent.Id}: nobody watches it; 'agsekit ps' sees to that", $"запуск {agent.Id}: за ним никто не следит; это исправит «agsekit ps»"));
        }

        foreach (MountStatus mount in report.Mounts.Where(mount => mount.State is "broken" or "noAnswer"))
            found.Add(new Text($"{mount.Source}: {mount.Cause}", $"{mount.Source}: {mount.Cause}"));
        foreach (FolderBackupStatus backup in report.Backups.Where(backup => backup.State is "failed" or "unknown"))
            found.Add(new Text($"backups of {backup.Source}: {backup.Cause}", $"копии {backup.Source}: {backup.Cause}"));
        foreach (FolderBackupStatus bare in report.Backups.Where(backup => backup.State == "none" && report.Mounts.Any(mount => mount.Source == backup.Source && mount.State != "notMounted")))
            found.Add(new Text($"{bare.Source} is given to a VM and has no snapshot yet", $"{bare.Source} отдана ВМ, а снимков ещё нет"));
        foreach (PortStatus port in report.Ports.Where(port => port.State == "failed"))
            found.Add(new Text($"port {port.Listen}: {port.Cause}", $"порт {port.Listen}: {port.Cause}"));
        return [.. found.Select(text => text.In(language))];
    }
}
