namespace AgentSafetyKit.Configuration;

/// <summary>How the daemon writes its log.</summary>
public enum LogFormat
{
    /// <summary>Words on a terminal, JSON elsewhere.</summary>
    Auto,

    /// <summary>A line of words with the time.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>A line of words behind a priority such as &lt;4&gt;, as systemd takes it from standard output (sd-daemon(3)); its journal knows the time itself.</summary>
    Journal,
}
