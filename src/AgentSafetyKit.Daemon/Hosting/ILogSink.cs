using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Where the daemon's log goes: JSON for the journal of the system and files, words on a terminal.</summary>
public interface ILogSink
{
    /// <summary>From any thread. Must not throw: a log nobody takes any more ends no daemon.</summary>
    void Write(LogLine line);

    /// <summary>How lines are written from now on.</summary>
    void Follow(LogFormat format)
    {
    }
}
