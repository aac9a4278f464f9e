using System.Collections.Concurrent;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Events;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Keeps the port forwards of all VMs. One service, whatever the configuration says: it goes on through a change, so that forwards that did not change are left alone.</summary>
internal sealed class ForwardServices : IServiceSource
{
    private readonly PortForwarding _forwarding;
    private readonly DaemonVoice _voice;
    private readonly ConcurrentDictionary<string, KeeperState> _before = new(StringComparer.Ordinal);

    public ForwardServices(KitServices kit, DaemonVoice voice)
    {
        _voice = voice;
        _forwarding = new PortForwarding(kit.Machines, kit.Forwards, kit.Time) { Changed = Tell };
    }

    public IEnumerable<ServiceSpec> Wanted(KitConfig config)
    {
        _forwarding.Reconcile(config);
        return [new ServiceSpec("forwards", "", _forwarding.RunAsync)];
    }

    /// <summary>Told are forwards of the configuration that fail, and that work again after that; the comings and goings of a VM's programs are not.</summary>
    private void Tell(KeeperState state)
    {
        Dictionary<ForwardSpec, ForwardInfo> before = _before.TryGetValue(state.Machine, out KeeperState? known) ? known.Forwards.ToDictionary(forward => forward.Spec) : [];
        _before[state.Machine] = state;
        foreach (ForwardInfo forward in state.Forwards.Where(forward => !forward.Spec.IsAutomatic))
        {
            ForwardInfo? was = before.GetValueOrDefault(forward.Spec);
            if (forward.State == ForwardState.Failed && was?.Cause != forward.Cause)
                Tell(state.Machine, "forward.failed", EventLevel.Warning, forward.Spec, new Text($"is not up: {forward.Cause.English}", $"не работает: {forward.Cause.Russian}"));
            else if (forward.State == ForwardState.Up && was?.State == ForwardState.Failed)
                Tell(state.Machine, "forward.up", EventLevel.Info, forward.Spec, new Text("is up", "работает"));
        }
    }

    private void Tell(string machine, string kind, EventLevel level, ForwardSpec spec, Text what)
    {
        var words = new Text($"forward {spec} of VM '{machine}' {what.English}", $"проброс {spec} ВМ «{machine}» {what.Russian}");
        _voice.Tell(new KitEvent { Timestamp = _voice.Now, Kind = kind, Level = level, Service = "forwards", Vm = machine, Message = words.English, MessageRu = words.Russian });
    }
}
