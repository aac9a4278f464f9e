using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>The daemon's log on standard output: words for a person, JSON for everything else.</summary>
internal sealed class TerminalLog(UserTerminal terminal) : ILogSink
{
    private readonly Lock _gate = new();
    private volatile LogFormat _format;

    public void Follow(LogFormat format) => _format = format;

    public void Write(LogLine line)
    {
        lock (_gate)
        {
            try
            {
                terminal.Result(_format switch
                {
                    LogFormat.Text => line.ToWords(),
                    LogFormat.Json => line.ToJson(),
                    LogFormat.Journal => line.ToJournal(),
                    _ => terminal.Settings.OutputIsTerminal ? line.ToWords() : line.ToJson(),
                });
            }
            catch (IOException)
            {
                // Nobody reads it any more, or the disk is full.
            }
        }
    }
}
