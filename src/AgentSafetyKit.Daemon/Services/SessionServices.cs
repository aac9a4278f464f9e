using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
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
        if (config.DefaultMachine is not { } machine)
            yield break;
        yield return new ServiceSpec("sessions", machine.Name, stop => KeepAsync(machine.Name, stop));
        if (config.Boxes.Pool > 0)
            yield return new ServiceSpec("session-pool", $"{machine.Name} {BoxLimits.Of(config.Boxes)} {config.Boxes.Pool}", stop => FillAsync(machine.Name, config.Boxes, stop));
    }

    /// <summary>Told of each session that ended.</summary>
    public void Tell(SandboxSession session, string why) => voice.Tell(
        "session.ended", new Text($"session {session.Id} has ended: {Of(why).English}", $"сеанс {session.Id} завершён: {Of(why).Russian}"));

    private async Task KeepAsync(string machine, CancellationToken stop)
    {
        DateTimeOffset look = DateTimeOffset.MinValue;
        FileLock? use = null;
        try
        {
            while (true)
            {
                // A VM with sessions in it is not idle.
                if (state.Sandboxes.Active > 0)
                    use ??= await state.Kit.MachineUse.ShareAsync(machine, stop).ConfigureAwait(false);
                else
                    use = Released(use);
                await state.Sandboxes.ExpireAsync(stop).ConfigureAwait(false);
                if (state.Kit.Time.GetUtcNow() >= look)
                    look = state.Kit.Time.GetUtcNow() + await CompareAsync(machine, stop).ConfigureAwait(false);
                await Task.Delay(Pace, state.Kit.Time, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            use?.Dispose();
        }
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
            if (!isThere || !await state.Sandboxes.FillAsync(BoxLimits.Of(settings), settings.Pool, stop).ConfigureAwait(false))
                await Task.Delay(FillPause, state.Kit.Time, stop).ConfigureAwait(false);
        }
    }

    private static FileLock? Released(FileLock? use)
    {
        use?.Dispose();
        return null;
    }

    private static Text Of(string why) => why switch
    {
        "expired" => new Text("its time is over", "истёк срок"),
        "deleted" => new Text("deleted", "удалён"),
        _ => new Text("its container is gone", "контейнера больше нет"),
    };
}
