using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Events;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Keeps the forwards of all VMs. A change of the configuration is passed on to them, so that what it leaves alone is not touched.</summary>
internal sealed class ForwardServices : IServiceSource
{
    private readonly PortForwarding _forwarding;
    private readonly DaemonVoice _voice;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Machine, ForwardSpec Spec), ForwardInfo> _told = [];

    public ForwardServices(KitServices kit, DaemonVoice voice)
    {
        _voice = voice;
        _forwarding = new PortForwarding(kit.Machines, kit.Forwards, kit.Time) { Changed = Hear };
    }

    public IEnumerable<ServiceSpec> Wanted(KitConfig config)
    {
        _forwarding.Reconcile(config);
        return [new ServiceSpec("forwards", "", _forwarding.RunAsync)];
    }

    private void Hear(KeeperState state)
    {
        lock (_gate)
        {
            foreach (ForwardInfo forward in state.Forwards)
            {
                ForwardInfo? before = _told.GetValueOrDefault((state.Machine, forward.Spec));
                if (before?.State == forward.State && before.Cause == forward.Cause)
                    continue;
                _told[(state.Machine, forward.Spec)] = forward;
                Tell(state.Machine, forward);
            }

            foreach (ForwardSpec gone in _told.Keys.Where(key => key.Machine == state.Machine && state.Forwards.All(forward => forward.Spec != key.Spec)).Select(key => key.Spec).ToList())
            {
                if (_told.Remove((state.Machine, gone), out ForwardInfo? was) && was.State == ForwardState.Up)
                    Tell(state.Machine, "forward.removed", EventLevel.Info, new Text($"{gone} of VM '{state.Machine}' is gone", $"{gone} у ВМ «{state.Machine}» убран"));
            }
        }
    }

    private void Tell(string machine, ForwardInfo forward)
    {
        if (forward.State == ForwardState.Up)
            Tell(machine, "forward.up", EventLevel.Info, new Text($"{forward.Spec} of VM '{machine}' is up", $"{forward.Spec} у ВМ «{machine}» работает"));
        else if (forward.State == ForwardState.Failed)
            Tell(machine, "forward.failed", EventLevel.Warning, new Text($"{forward.Spec} of VM '{machine}': {forward.Cause.English}", $"{forward.Spec} у ВМ «{machine}»: {forward.Cause.Russian}"));
    }

    private void Tell(string machine, string kind, EventLevel level, Text words) => _voice.Tell(new KitEvent
    {
        Timestamp = _voice.Now, Kind = kind, Level = level, Service = "forwards", Vm = machine, Message = words.English, MessageRu = words.Russian,
    });
}
