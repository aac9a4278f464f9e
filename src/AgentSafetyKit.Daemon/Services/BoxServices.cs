using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Removes boxes whose time is over. It goes by what this computer has noted down of them: no VM is asked while none is over, or woken for it.</summary>
internal sealed class BoxServices(DaemonState state, DaemonVoice voice) : IServiceSource
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    public IEnumerable<ServiceSpec> Wanted(KitConfig config) => config.DefaultMachine is null ? [] : [new ServiceSpec("boxes", "", KeepAsync)];

    private async Task KeepAsync(CancellationToken stop)
    {
        var names = new BoxNames(state.Kit.Paths);
        while (true)
        {
            foreach (string machine in names.Over(state.Kit.Time.GetUtcNow()))
            {
                if (await state.Kit.BoxMachines.IsRunningAsync(machine, stop).ConfigureAwait(false))
                    await ClearAsync(names, machine, stop).ConfigureAwait(false);
            }

            await Task.Delay(Pace, state.Kit.Time, stop).ConfigureAwait(false);
        }
    }

    private async Task ClearAsync(BoxNames names, string machine, CancellationToken stop)
    {
        HashSet<string> before = [.. names.Of(machine)];
        IReadOnlyList<BoxInfo> there = await new GuestBoxes(await state.Kit.BoxMachines.ConnectAsync(machine, stop).ConfigureAwait(false)).ListAsync(stop).ConfigureAwait(false);
        names.Save(machine, there);
        foreach (string name in before.Except(there.Select(box => box.Name)))
            voice.Tell("box.ended", new Text($"box {name} of VM {machine} was removed: its time is over", $"песочница {name} ВМ {machine} удалена: истёк её срок"));
    }
}
