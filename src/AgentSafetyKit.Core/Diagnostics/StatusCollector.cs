using System.Text.Json;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Diagnostics;

/// <summary>
/// Collects the whole picture within three seconds, whatever is sick: everything is asked side by side, who has not answered in time is a row with that as its cause, and nobody's failure is the collector's. A question
/// that takes too long is left to itself: a connection that comes up late is there for the next look.
/// </summary>
/// <param name="sources">Who is asked.</param>
/// <param name="patience">How many times as long it may take: who is told to mend something wants to know, rather than to know at once.</param>
public sealed class StatusCollector(StatusSources sources, int patience = 1)
{
    /// <summary>For the engines.</summary>
    private readonly TimeSpan _engineShare = patience * TimeSpan.FromSeconds(1.4);

    /// <summary>For everything.</summary>
    private readonly TimeSpan _whole = patience * TimeSpan.FromSeconds(2.6);

    private static readonly Text NoAnswer = new("it did not answer in time", "нет ответа вовремя");

    /// <param name="config">What is configured; null: nothing, or it can not be read.</param>
    /// <param name="trouble">Why the configuration can not be read.</param>
    /// <param name="language">Of the causes.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<StatusReport> CollectAsync(KitConfig? config, KitException? trouble, Language language, CancellationToken cancellation)
    {
        var clock = new Deadline(sources.Time, _whole);
        Task<IReadOnlyList<OtherMachineStatus>> others = clock.Within(OthersAsync(cancellation), []);
        Task<IReadOnlyList<MountView>> mounts = clock.Within(sources.MountViews.ListAsync(config, cancellation), null!);
        int daemon = sources.Daemon();
        Task<IReadOnlyList<FolderBackupStatus>> backups = BackupsAsync(config, daemon != 0, clock, language);
        List<RunRecord> live = [.. sources.Runs.Unended()];
        IReadOnlyList<MachineInfo> machines = await MachinesAsync(cancellation).ConfigureAwait(false);
        GuestLook[] looks = await Task.WhenAll(machines.Select(machine => LookAsync(machine, live, clock, cancellation))).ConfigureAwait(false);
        MachineStatus[] vms = [.. looks.Select(look => StatusRows.Of(look, language)), .. StatusRows.NotCreated(config, machines)];
        AgentStatus[] agents = [.. live.Select(run => AgentOf(run, looks, language))];
        MountStatus[] folders = [.. (await mounts.ConfigureAwait(false) ?? Unprobed(config)).Select(view => StatusRows.Of(view, language))];
        var report = new StatusReport(
            sources.Time.GetUtcNow(), Healthy: true, [], vms, await others.ConfigureAwait(false), folders, agents, [.. sources.Ports(config).Select(port => StatusRows.Of(port, language))], await backups.ConfigureAwait(false),
            daemon == 0 ? new DaemonPresence("notRunning", null) : new DaemonPresence("running", daemon));
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<string> attention = StatusAttention.Of(report, trouble, language);
        return report with { Healthy = attention.Count == 0, Attention = attention };
    }

    private async Task<IReadOnlyList<MachineInfo>> MachinesAsync(CancellationToken cancellation)
    {
        try
        {
            return await sources.Machines.ListAsync(cancellation).WaitAsync(_engineShare, sources.Time, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or KitException)
        {
            Text cause = error is KitException failure ? failure.Cause : NoAnswer;
            return [.. sources.MachineNames().Order(StringComparer.Ordinal).Select(name => new MachineInfo(name, MachineState.Broken, "", 0, default, default, "", NetworkPolicy.Open, default) { Cause = cause })];
        }
    }

    private async Task<IReadOnlyList<OtherMachineStatus>> OthersAsync(CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<OtherMachine> found = await sources.OtherMachines(cancellation).ConfigureAwait(false);
            return [.. found.Take(StatusRows.Most).Select(other => new OtherMachineStatus(Printable.Escape(other.Name), other.Provider, Printable.Escape(other.State)))];
        }
        catch (Exception error) when (error is KitException or OperationCanceledException)
        {
            return [];
        }
    }

    private async Task<GuestLook> LookAsync(MachineInfo machine, List<RunRecord> live, Deadline clock, CancellationToken cancellation)
    {
        if (machine.State != MachineState.Running)
            return new GuestLook(machine, null, Text.None);
        return await clock.Within(AskAsync(machine, [.. live.Where(run => run.Machine == machine.Name)], cancellation), new GuestLook(machine, null, NoAnswer)).ConfigureAwait(false);
    }

    private async Task<GuestLook> AskAsync(MachineInfo machine, List<RunRecord> live, CancellationToken cancellation)
    {
        try
        {
            Ssh.SshConnection guest = await sources.Machines.ConnectAsync(machine.Name, cancellation).ConfigureAwait(false);
            return new GuestLook(machine, await GuestLoad.ReadAsync(guest, live, StatusRows.MostProcesses, cancellation).ConfigureAwait(false), Text.None);
        }
        catch (KitException error)
        {
            return new GuestLook(machine, null, error.Cause);
        }
        catch (OperationCanceledException)
        {
            return new GuestLook(machine, null, NoAnswer);
        }
    }

    private AgentStatus AgentOf(RunRecord run, GuestLook[] looks, Language language)
    {
        GuestLook? look = Array.Find(looks, look => look.Machine.Name == run.Machine);
        RunView view = sources.RunViews.View(run, look?.Load);
        bool isLost = view.State == RunState.Running && look?.Load is null;
        Text cause = !isLost ? view.Cause : look is null ? new Text($"there is no VM '{run.Machine}'", $"нет ВМ «{run.Machine}»") : look.Cause.IsEmpty ? new Text("its VM does not run", "её ВМ не работает") : look.Cause;
        return new AgentStatus(
            run.Id,
            run.Name is null ? null : Printable.Escape(run.Name),
            Printable.Escape(run.Agent),
            run.Machine,
            Printable.Escape(run.Folder),
            run.IsDetached,
            JsonNamingPolicy.CamelCase.ConvertName((isLost ? RunState.Unreachable : view.State).ToString()),
            run.IsWatched,
            run.StartedAt,
            view.Load?.CpuPercent,
            view.Load?.MemoryBytes,
            view.Load?.Processes,
            view.Changes,
            cause.IsEmpty ? null : cause.In(language));
    }

    /// <summary>Where even the slowest of them was not ready: what their records say, and that nobody knows.</summary>
    private IReadOnlyList<MountView> Unprobed(KitConfig? config)
    {
        IReadOnlyList<MountRecord> records = sources.Mounts.All();
        var folders = new MountSources(config);
        IEnumerable<MountView> idle = (config?.Mounts ?? []).Select(mount => (Mount: mount, Source: folders.Of(mount)))
            .Where(known => records.All(record => record.Id != MountStore.IdOf(known.Source, known.Mount.Machine)))
            .Select(known => new MountView(known.Source, known.Mount.Target, known.Mount.Machine, known.Mount.ReadOnly, null, Text.None, null));
        return [.. records.Select(record => new MountView(record.Source, record.Target, record.Machine, record.ReadOnly, MountState.NoAnswer, NoAnswer, record.Since)).Concat(idle).OrderBy(view => view.Source, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<FolderBackupStatus>> BackupsAsync(KitConfig? config, bool daemon, Deadline clock, Language language)
    {
        var backups = new BackupLook(new MountSources(config), sources.Snapshots, sources.Runs, sources.Health, sources.Checks, daemon, language);
        IEnumerable<MountSettings> wanted = (config?.Mounts ?? []).Where(mount => mount.Backups).DistinctBy(mount => (mount.Source, mount.Backup));
        return await Task.WhenAll(wanted.Select(mount => clock.Within(Task.Run(() => backups.At(mount)), backups.Row(mount, "unknown", NoAnswer.In(language))))).ConfigureAwait(false);
    }
}
