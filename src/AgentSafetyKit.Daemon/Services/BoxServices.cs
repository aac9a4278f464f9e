using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Removes boxes whose time is over. It goes by what this computer has noted down of them: no VM is asked while none is over, or woken for it.</summary>
internal sealed class BoxServices(DaemonState state, DaemonVoice voice) : IServiceSource
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5), FailurePause = TimeSpan.FromMinutes(1);

    public IEnumerable<ServiceSpec> Wanted(KitConfig config) => config.DefaultMachine is null ? [] : [new ServiceSpec("boxes", "", KeepAsync)];

    private async Task KeepAsync(CancellationToken stop)
    {
        var names = new BoxNames(state.Kit.Paths);
        var machines = new NamedTasks(state.Kit.Time, FailurePause, (machine, error) => voice.TellFailure("boxes.failed", error, EventLevel.Warning, machine));
        try
        {
            while (true)
            {
                foreach (string machine in names.Over(state.Kit.Time.GetUtcNow()))
                    await machines.BeginAsync(machine, () => ClearAsync(names, machine, stop)).ConfigureAwait(false);
                await Task.Delay(Pace, state.Kit.Time, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            await machines.EndAsync().ConfigureAwait(false);
        }
    }

    private async Task ClearAsync(BoxNames names, string machine, CancellationToken stop)
    {
        if (!await state.Kit.BoxMachines.IsRunningAsync(machine, stop).ConfigureAwait(false))
            return;
        HashSet<string> before = [.. names.Of(machine)];
        IReadOnlyList<BoxInfo> there = await names.RefreshAsync(new GuestBoxes(await state.Kit.BoxMachines.ConnectAsync(machine, stop).ConfigureAwait(false)), stop).ConfigureAwait(false);
        foreach (string name in before.Except(there.Select(box => box.Name)))
            voice.Tell("box.ended", new Text($"box {name} of VM {machine} was removed: its time is over", $"песочница {name} ВМ {machine} удалена: истёк её срок"));
    }
}
