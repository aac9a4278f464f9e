using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Progress of one piece of work after the other: after each word in between, the next report begins a line of its own.</summary>
internal sealed class RenewedProgress(UserTerminal terminal) : IProgress<WorkProgress>
{
    public void Report(WorkProgress value) => terminal.CurrentProgress().Report(value);
}
