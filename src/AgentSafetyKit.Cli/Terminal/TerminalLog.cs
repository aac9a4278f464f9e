using AgentSafetyKit.Daemon.Hosting;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>The daemon's log on standard output: words for a person, JSON for everything else.</summary>
internal sealed class TerminalLog(UserTerminal terminal) : ILogSink
{
    private readonly Lock _gate = new();

    public void Write(LogLine line)
    {
        lock (_gate)
        {
            try
            {
                terminal.Result(terminal.Settings.OutputIsTerminal ? line.ToWords() : line.ToJson());
            }
            catch (IOException)
            {
                // Nobody reads it any more, or the disk is full.
            }
        }
    }
}
