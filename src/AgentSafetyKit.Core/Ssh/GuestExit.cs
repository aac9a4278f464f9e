namespace AgentSafetyKit.Ssh;

/// <summary>How a program inside a guest ended. Another type than our own <see cref="Errors.ExitCode"/>, so that the two are never mixed up.</summary>
/// <param name="Code">0 to 255, as the guest's shell says it; 255 also where a signal ended the guest's shell itself.</param>
public readonly record struct GuestExit(int Code)
{
    public bool Succeeded => Code == 0;

    /// <summary>255 is also what ssh says for a failure of its own; see <see cref="SshConnection"/> for how the two are told apart.</summary>
    public const int AmbiguousCode = 255;
}
