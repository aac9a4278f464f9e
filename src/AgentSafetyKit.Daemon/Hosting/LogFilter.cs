using AgentSafetyKit.Configuration;
using AgentSafetyKit.Events;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Lets through what is as grave as the configuration wants, from the moment it does.</summary>
/// <param name="log">Gets it.</param>
internal sealed class LogFilter(ILogSink log) : ILogSink
{
    private volatile LogLevel _least = LogLevel.Info;

    public void Follow(LogLevel least) => _least = least;

    public void Write(LogLine line)
    {
        if (LevelOf(line.Level) <= _least)
            log.Write(line);
    }

    private static LogLevel LevelOf(EventLevel level) => level switch { EventLevel.Error => LogLevel.Error, EventLevel.Warning => LogLevel.Warning, _ => LogLevel.Info };
}
