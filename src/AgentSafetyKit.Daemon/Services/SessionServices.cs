using System.Collections.Concurrent;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Ends sessions on time, clears what an earlier daemon or a VM that was restarted has left, and keeps some ready.</summary>
internal sealed class SessionServices(DaemonState state, DaemonVoice voice) : IServiceSource
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500), ComparePause = TimeSpan.FromSeconds(10), CompareAfter = TimeSpan.FromMinutes(2), FillPause = TimeSpan.FromSeconds(1);

    public IEnumerable<ServiceSpec> Wanted(KitConfig config)
    {
        // Also for what a configuration that is no more has left.
        if (config.DefaultMachine is not null || state.Sandboxes.Machines.Count > 0)
            yield return new ServiceSpec("sessions", "", KeepAsync);
        if (config.DefaultMachine is { } machine && config.Boxes.Pool > 0)
            yield return new ServiceSpec("session-pool", $"{machine.Name} {BoxLimits.Of(config.Boxes)} {config.Boxes.Lifetime} {config.Boxes.Pool}", stop => FillAsync(machine.Name, config.Boxes, stop));
    }

    /// <summary>Told of each session that ended.</summary>
    public void Tell(SandboxSession session, string why) => voice.Tell(
        "session.ended", new Text($"session {session.Id} has ended: {Of(why).English}", $"сеанс {session.Id} завершён: {Of(why).Russian}"));

    private async Task KeepAsync(CancellationToken stop)
    {
        var looks = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var machines = new NamedTasks(state.Kit.Time, ComparePause, (machine, error) => voice.TellFailure("sessions.failed", error, EventLevel.Warning, machine));
        var uses = new Dictionary<string, FileLock>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                await HoldAsync(uses, stop).ConfigureAwait(false);
                foreach (string machine in state.Sandboxes.Machines.Append(state.Config.Current?.DefaultMachine?.Name).OfType<string>().Distinct())
                    await machines.BeginAsync(machine, () => TendAsync(machine, looks, stop)).ConfigureAwait(false);
                // None are kept ready any more: what fills the pool has ended.
                if (state.Sandboxes.Ready > 0 && state.Config.Current is { Boxes: { Pool: 0 } settings })
                    await machines.BeginAsync("", () => state.Sandboxes.FillAsync(BoxLimits.Of(settings), SessionWords.UsualLife(settings), 0, stop)).ConfigureAwait(false);
                await Task.Delay(Pace, state.Kit.Time, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            await machines.EndAsync().ConfigureAwait(false);
            foreach (FileLock use in uses.Values)
                use.Dispose();
        }
    }

    private async Task TendAsync(string machine, ConcurrentDictionary<string, DateTimeOffset> looks, CancellationToken stop)
    {
        await state.Sandboxes.ExpireAsync(machine, stop).ConfigureAwait(false);
        DateTimeOffset now = state.Kit.Time.GetUtcNow();
        if (looks.GetValueOrDefault(machine) <= now)
            looks[machine] = now + await CompareAsync(machine, stop).ConfigureAwait(false);
    }

    /// <summary>A VM with sessions in it is not idle.</summary>
    private async Task HoldAsync(Dictionary<string, FileLock> uses, CancellationToken stop)
    {
        HashSet<string> busy = [.. state.Sandboxes.All.Select(session => session.Machine)];
        foreach (string machine in uses.Keys.Where(machine => !busy.Contains(machine)).ToArray())
        {
            uses.Remove(machine, out FileLock? use);
            use?.Dispose();
        }

        foreach (string machine in busy.Where(machine => !uses.ContainsKey(machine)))
            uses[machine] = await state.Kit.MachineUse.ShareAsync(machine, stop).ConfigureAwait(false);
    }

    /// <summary>Answers when to look again: a VM that was off may have been started.</summary>
    private async Task<TimeSpan> CompareAsync(string machine, CancellationToken stop)
    {
        if (!await state.Kit.BoxMachines.IsRunningAsync(machine, stop).ConfigureAwait(false))
            return ComparePause;
        await state.Sandboxes.ReconcileAsync(machine, stop).ConfigureAwait(false);
        return CompareAfter;
    }

    private async Task FillAsync(string machine, BoxSettings settings, CancellationToken stop)
    {
        while (true)
        {
            bool isThere = await state.Kit.BoxMachines.IsRunningAsync(machine, stop).ConfigureAwait(false);
            if (!isThere || !await state.Sandboxes.FillAsync(BoxLimits.Of(settings), SessionWords.UsualLife(settings), settings.Pool, stop).ConfigureAwait(false))
                await Task.Delay(FillPause, state.Kit.Time, stop).ConfigureAwait(false);
        }
    }

    private static Text Of(string why) => why switch
    {
        "expired" => new Text("its time is over", "истёк срок"),
        "deleted" => new Text("deleted", "удалён"),
        _ => new Text("its container is gone", "контейнера больше нет"),
    };
}
