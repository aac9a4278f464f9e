using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>Why a detached run ended, in words.</summary>
internal static class RunWhy
{
    /// <summary>Null: the agent ended by itself, or was asked to.</summary>
    public static Text? Of(GuestVerdictState state, string machine) => state switch
    {
        GuestVerdictState.GuestRestarted => new Text($"VM '{machine}' was started again", $"ВМ «{machine}» была перезапущена"),
        GuestVerdictState.MachineOff => new Text($"VM '{machine}' was switched off", $"ВМ «{machine}» была выключена"),
        _ => null,
    };
}
