namespace AgentSafetyKit.Native;

/// <summary>POLL* of poll(2).</summary>
[Flags]
public enum PollEvents : short
{
    None = 0,
    Input = 0x1,
    Output = 0x4,

    /// <summary>Also: the reader of a pipe is gone. Reported without being asked for, like the two below.</summary>
    Error = 0x8,
    HangUp = 0x10,
    Invalid = 0x20,
}
