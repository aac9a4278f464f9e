using System.Text;

namespace AgentSafetyKit.Processes;

/// <summary>How a command ended and what it printed (bounded: see <see cref="CommandRunner"/>).</summary>
/// <param name="ExitCode">128 + the signal's number where a signal ended it.</param>
/// <param name="TimedOut">It was ended by us, because its time was over.</param>
public sealed record CommandResult(int ExitCode, byte[] Output, byte[] Error, bool TimedOut)
{
    public bool Succeeded => ExitCode == 0 && !TimedOut;

    public string OutputText => Encoding.UTF8.GetString(Output);

    public string ErrorText => Encoding.UTF8.GetString(Error);
}
