using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Events;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>One line of the daemon's log, in English: it is for whoever looks for a fault.</summary>
public sealed record LogLine(DateTimeOffset Timestamp, EventLevel Level, string Service, string Message)
{
    /// <summary>The event it is of, for the names that apply.</summary>
    public KitEvent? Event { get; init; }

    /// <summary>Only of use to whoever looks for a fault.</summary>
    public bool IsDebug { get; init; }

    public static LogLine Of(KitEvent happened) => new(happened.Timestamp, happened.Level, happened.Service ?? "daemon", happened.Message) { Event = happened };

    /// <summary>One JSON object: <c>timestamp</c>, <c>level</c>, <c>message</c>, <c>service</c>, and the names that apply.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Timestamp);
            json.WriteString("level", LevelWord);
            json.WriteString("message", Message);
            json.WriteString("service", Service);
            WriteIfAny(json, "event", Event?.Kind);
            WriteIfAny(json, "folder", Event?.Folder);
            WriteIfAny(json, "vm", Event?.Vm);
            WriteIfAny(json, "run", Event?.Run);
            WriteIfAny(json, "snapshot", Event?.Snapshot);
            WriteIfAny(json, "code", Event?.Code);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>For a terminal.</summary>
    public string ToWords() => string.Create(CultureInfo.InvariantCulture, $"{Timestamp.ToLocalTime():HH:mm:ss}  {(Level == EventLevel.Info && !IsDebug ? "" : LevelWord + ": ")}{Message}");

    /// <summary>For systemd: the priorities of syslog(3).</summary>
    public string ToJournal() => $"<{(IsDebug ? 7 : Level switch { EventLevel.Error => 3, EventLevel.Warning => 4, _ => 6 })}>{Service}: {Message.ReplaceLineEndings(" ")}";

    private string LevelWord => IsDebug ? "debug" : Level switch { EventLevel.Error => "error", EventLevel.Warning => "warning", _ => "info" };

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
