using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Says what becomes of the forwards, one line for each change. Called from several threads.</summary>
internal sealed class ForwardTalk(UserTerminal terminal)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KeeperState> _before = new(StringComparer.Ordinal);
    private bool _begun;

    /// <summary>A configuration is in force.</summary>
    public void Begin(KitConfig config)
    {
        lock (_gate)
        {
            if (!_begun && config.Machines.IsEmpty)
                terminal.Say(new Text("The configuration has no VMs; waiting for it to change.", "В настройках нет ВМ; жду их изменения."));
            _begun = true;
        }
    }

    /// <summary>The configuration can not be used.</summary>
    public void Broken(KitException problem)
    {
        lock (_gate)
        {
            terminal.Fail(problem);
            terminal.Warn(new Text("the last good configuration stays in force", "действуют последние исправные настройки"));
        }
    }

    /// <summary>Changes of the configuration are not heard of.</summary>
    public void Deaf(Text why)
    {
        lock (_gate)
        {
            if (!why.IsEmpty)
                terminal.Warn(new Text($"changes of the configuration are not heard of, so its file is looked at twice a second: {why.English}", $"об изменениях настроек система не сообщает, поэтому их файл проверяется дважды в секунду: {why.Russian}"));
        }
    }

    public void Show(KeeperState state)
    {
        lock (_gate)
        {
            KeeperState? before = _before.GetValueOrDefault(state.Machine);
            _before[state.Machine] = state;
            if (before?.Phase != state.Phase || before.Cause != state.Cause)
                SayPhase(state);
            Dictionary<ForwardSpec, ForwardInfo> old = (before?.Forwards ?? []).ToDictionary(forward => forward.Spec);
            foreach (ForwardInfo forward in state.Forwards.Where(forward => !old.TryGetValue(forward.Spec, out ForwardInfo? was) || was.State != forward.State || was.Cause != forward.Cause))
                SayForward(state.Machine, forward);
            if (state.Phase == KeeperPhase.Connected)
            {
                foreach (ForwardInfo gone in old.Values.Where(was => was.State == ForwardState.Up && state.Forwards.All(forward => forward.Spec != was.Spec)))
                    SayGone(state.Machine, gone.Spec);
            }
        }
    }

    private void SayPhase(KeeperState state)
    {
        string name = state.Machine;
        Text? line = state.Phase switch
        {
            KeeperPhase.Elsewhere => new Text($"VM '{name}': process {state.Holder} keeps its forwards; taking over when it ends", $"ВМ «{name}»: её пробросы поддерживает процесс {state.Holder}; подхвачу, когда он завершится"),
            KeeperPhase.Off => new Text($"VM '{name}' is off; its forwards come up with it", $"ВМ «{name}» выключена; пробросы заработают вместе с ней"),
            KeeperPhase.Connecting => new Text($"VM '{name}': {state.Cause.English}; trying again", $"ВМ «{name}»: {state.Cause.Russian}; пробую снова"),
            KeeperPhase.Connected => new Text($"VM '{name}' is connected", $"ВМ «{name}»: связь есть"),
            _ => null,
        };
        if (line is { } said)
            terminal.Say(said);
    }

    private void SayForward(string machine, ForwardInfo forward)
    {
        Text way = PortWords.Way(forward.Spec);
        string url = forward.Url is { } address ? $" ({address})" : "";
        if (forward.State == ForwardState.Up)
            terminal.Result(new Text($"up: VM '{machine}': {way.English}{url}", $"работает: ВМ «{machine}»: {way.Russian}{url}"));
        else if (forward.State == ForwardState.Failed)
            terminal.Warn(new Text($"VM '{machine}': {way.English}: {forward.Cause.English}", $"ВМ «{machine}»: {way.Russian}: {forward.Cause.Russian}"));
    }

    private void SayGone(string machine, ForwardSpec spec)
    {
        Text way = PortWords.Way(spec);
        terminal.Result(new Text($"gone: VM '{machine}': {way.English}", $"убрано: ВМ «{machine}»: {way.Russian}"));
    }
}
