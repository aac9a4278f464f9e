using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Progress of work that lends the terminal to a program in its middle: the first report after that takes the terminal back.</summary>
internal sealed class ReclaimingProgress(UserTerminal terminal, IProgress<WorkProgress> shown) : IProgress<WorkProgress>
{
    public void Report(WorkProgress value)
    {
        terminal.Reclaim();
        shown.Report(value);
    }
}
