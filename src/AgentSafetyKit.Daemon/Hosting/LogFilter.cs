using AgentSafetyKit.Configuration;
using AgentSafetyKit.Events;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Lets through what is as grave as the configuration wants, from the moment it does.</summary>
/// <param name="log">Gets it.</param>
internal sealed class LogFilter(ILogSink log) : ILogSink
{
    private volatile LogLevel _least = LogLevel.Info;

    public void Follow(LogSettings settings)
    {
        _least = settings.Level;
        log.Follow(settings.Format);
    }

    public void Write(LogLine line)
    {
        if ((line.IsDebug ? LogLevel.Debug : LevelOf(line.Level)) <= _least)
            log.Write(line);
    }

    private static LogLevel LevelOf(EventLevel level) => level switch { EventLevel.Error => LogLevel.Error, EventLevel.Warning => LogLevel.Warning, _ => LogLevel.Info };
}
