using System.Globalization;
using System.Text.Json;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Daemon.Services;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Network;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/metrics</c> in Prometheus' text format 0.0.4: numbers about what the daemon knows and the host shows, without asking a guest.</summary>
internal static class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>An engine that does not tell by then has no numbers this time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<byte[]> OfAsync(DaemonState state, CancellationToken cancellation)
    {
        var text = new MetricsWriter();
        AddMachines(text, await MachinesAsync(state, cancellation).ConfigureAwait(false));
        IReadOnlyList<(BackupHealth Health, DurationCounts Durations)> backups = state.Backups.All;
        text.Family("agsekit_info", "gauge", "The daemon that answers; always 1.");
        text.Sample("agsekit_info", 1, ("version", state.Version));
        text.Family("agsekit_start_time_seconds", "gauge", "When the daemon was started, in seconds since 1970.");
        text.Sample("agsekit_start_time_seconds", Seconds(state.StartedAt));
        ProcessLoad load = ProcessIdentity.Of(Environment.ProcessId) is { } self ? ProcessLoad.Of(self) ?? default : default;
        text.Family("agsekit_cpu_seconds_total", "counter", "Processor time of the daemon.");
        text.Sample("agsekit_cpu_seconds_total", load.CpuTime.TotalSeconds);
        text.Family("agsekit_resident_memory_bytes", "gauge", "Memory of the daemon.");
        text.Sample("agsekit_resident_memory_bytes", load.ResidentBytes);
        text.Family("agsekit_config_ok", "gauge", "1: the configuration file is in force; 0: it can not be used, the last good one is.");
        text.Sample("agsekit_config_ok", state.Config.Problem is null ? 1 : 0);
        AddServices(text, state);
        AddBackups(text, backups);
        AddMounts(text, state);
        AddMountOperations(text, state);
        AddForwards(text, state);
        text.Family("agsekit_requests_total", "counter", "Answered requests.");
        foreach ((string route, int code, long count) in state.Requests.All)
            text.Sample("agsekit_requests_total", count, ("route", route), ("code", code.ToString(CultureInfo.InvariantCulture)));
        AddSessions(text, state.Sandboxes);
        text.Family("agsekit_rate_limited_total", "counter", "Requests that were told to wait.");
        text.Sample("agsekit_rate_limited_total", state.Requests.All.Where(answer => answer.Code == 429).Sum(answer => answer.Count));
        return text.ToBytes();
    }

    private static void AddSessions(MetricsWriter text, SandboxHouse sandboxes)
    {
        text.Family("agsekit_sessions_active", "gauge", "Sessions there are.");
        text.Sample("agsekit_sessions_active", sandboxes.Active);
        text.Family("agsekit_sessions_ready", "gauge", "Containers that wait to become sessions.");
        text.Sample("agsekit_sessions_ready", sandboxes.Ready);
        text.Family("agsekit_sessions_created_total", "counter", "Sessions made since the daemon was started.");
        text.Sample("agsekit_sessions_created_total", sandboxes.Counts.Created);
        text.Family("agsekit_executions_total", "counter", "Executions in sessions that have ended.");
        foreach ((string agent, string result, long count) in sandboxes.Counts.Executions)
            text.Sample("agsekit_executions_total", count, ("agent", agent), ("result", result));
        text.Family("agsekit_execution_seconds", "summary", "How long executions took.");
        text.Sample("agsekit_execution_seconds_sum", sandboxes.Counts.Seconds);
        text.Sample("agsekit_execution_seconds_count", sandboxes.Counts.Executions.Sum(one => one.Count));
    }

    private static void AddServices(MetricsWriter text, DaemonState state)
    {
        IReadOnlyList<ServiceView> services = state.Supervisor.Services;
        text.Family("agsekit_service_up", "gauge", "1: the service runs; 0: it failed and is begun again.");
        foreach (ServiceView service in services)
            text.Sample("agsekit_service_up", service.State == ServiceState.Running ? 1 : 0, ("service", service.Name));
        text.Family("agsekit_service_restarts_total", "counter", "How often the service was begun again.");
        foreach (ServiceView service in services)
            text.Sample("agsekit_service_restarts_total", service.Restarts, ("service", service.Name));
    }

    private static void AddBackups(MetricsWriter text, IReadOnlyList<(BackupHealth Health, DurationCounts Durations)> backups)
    {
        text.Family("agsekit_backup_last_success_timestamp_seconds", "gauge", "When everything in the folder was last known to be in a snapshot, in seconds since 1970.");
        foreach ((BackupHealth health, _) in backups.Where(backup => backup.Health.LastSuccess is not null))
            text.Sample("agsekit_backup_last_success_timestamp_seconds", Seconds(health.LastSuccess!.Value), ("folder", health.Source));
        text.Family("agsekit_backup_ok", "gauge", "1: the last try of a snapshot worked; 0: it failed.");
        foreach ((BackupHealth health, _) in backups)
            text.Sample("agsekit_backup_ok", health.ProblemCode is null or "Busy" ? 1 : 0, ("folder", health.Source));
        text.Family("agsekit_backup_files", "gauge", "Files in the newest snapshot.");
        foreach ((BackupHealth health, _) in backups)
            text.Sample("agsekit_backup_files", health.Files, ("folder", health.Source));
        text.Family("agsekit_backup_bytes", "gauge", "All files of the newest snapshot together.");
        foreach ((BackupHealth health, _) in backups)
            text.Sample("agsekit_backup_bytes", health.TotalBytes, ("folder", health.Source));
        text.Family("agsekit_backup_duration_seconds", "histogram", "How long snapshots took, of those made since the daemon was started.");
        foreach ((BackupHealth health, DurationCounts durations) in backups)
        {
            for (int step = 0; step < DurationCounts.Steps.Count; step++)
            {
                string bound = DurationCounts.Steps[step].ToString(CultureInfo.InvariantCulture);
                text.Sample("agsekit_backup_duration_seconds_bucket", durations.UpTo(step), ("folder", health.Source), ("le", bound));
            }

            text.Sample("agsekit_backup_duration_seconds_bucket", durations.Count, ("folder", health.Source), ("le", "+Inf"));
            text.Sample("agsekit_backup_duration_seconds_sum", durations.Sum, ("folder", health.Source));
            text.Sample("agsekit_backup_duration_seconds_count", durations.Count, ("folder", health.Source));
        }
    }

    private static async Task<IReadOnlyList<MachineInfo>> MachinesAsync(DaemonState state, CancellationToken cancellation)
    {
        try
        {
            return await state.Kit.Machines.ListAsync(cancellation).WaitAsync(Patience, state.Kit.Time, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is KitException or TimeoutException)
        {
            return [];
        }
    }

    private static void AddMachines(MetricsWriter text, IReadOnlyList<MachineInfo> machines)
    {
        text.Family("agsekit_vm_state", "gauge", "Always 1: the VM is in this state.");
        foreach (MachineInfo machine in machines)
            text.Sample("agsekit_vm_state", 1, ("vm", machine.Name), ("state", JsonNamingPolicy.CamelCase.ConvertName(machine.State.ToString())));
        text.Family("agsekit_vm_cpu_seconds_total", "counter", "Processor time of this computer that the VM has taken since it was started.");
        foreach (MachineInfo machine in machines)
        {
            if (machine.Usage?.CpuTime is { } taken)
                text.Sample("agsekit_vm_cpu_seconds_total", taken.TotalSeconds, ("vm", machine.Name));
        }

        text.Family("agsekit_vm_memory_bytes", "gauge", "Memory of this computer that the VM holds.");
        foreach (MachineInfo machine in machines)
        {
            if (machine.Usage?.HostMemory is { } held)
                text.Sample("agsekit_vm_memory_bytes", held.Bytes, ("vm", machine.Name));
        }
    }

    private static void AddMounts(MetricsWriter text, DaemonState state)
    {
        text.Family("agsekit_mount_ok", "gauge", "1: the folder is mounted in the VM; 0: it is to be, and is not.");
        foreach (MountRecord mount in state.Kit.Mounts.All())
            text.Sample("agsekit_mount_ok", mount.State == MountState.Live && state.Kit.Mounts.ServerOf(mount.Id) != 0 ? 1 : 0, ("folder", mount.Source), ("vm", mount.Machine));
    }

    private static void AddMountOperations(MetricsWriter text, DaemonState state)
    {
        text.Family("agsekit_mount_operations_total", "counter", "Changes the guest has made in the folder since it was mounted.");
        foreach (MountRecord mount in state.Kit.Mounts.All())
            text.Sample("agsekit_mount_operations_total", state.Kit.Mounts.Changes(mount.Id), ("folder", mount.Source), ("vm", mount.Machine));
    }

    private static void AddForwards(MetricsWriter text, DaemonState state)
    {
        text.Family("agsekit_forward_up", "gauge", "1: the port is forwarded; 0: it is to be, and is not.");
        foreach (PortView port in state.Kit.PortOverview.List(state.Config.Current).DistinctBy(port => (port.Machine, port.Forward.Spec)))
            text.Sample("agsekit_forward_up", port.Forward.State == ForwardState.Up ? 1 : 0, ("vm", port.Machine), ("forward", port.Forward.Spec.ToString()));
    }

    private static double Seconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000.0;
}
