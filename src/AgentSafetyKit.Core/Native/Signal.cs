namespace AgentSafetyKit.Native;

/// <summary>Signals of signal(7); the same numbers on x86-64 and arm64.</summary>
public enum Signal
{
    None = 0,
    HangUp = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
