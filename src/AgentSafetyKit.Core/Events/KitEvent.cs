using System.Text.Json.Serialization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Events;

/// <summary>Something that happened and that a user may want to know of later. Never holds a secret, nor bytes that a guest chose as they were: names are escaped by whoever tells of them.</summary>
public sealed record KitEvent
{
    /// <summary>Counts up by one, also over restarts; 0 before the journal has given it one.</summary>
    public long Id { get; init; }

    /// <summary>By the wall clock.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What it is of and what became of that, such as <c>backup.taken</c>. Stable: programs go by it.</summary>
    public required string Kind { get; init; }

    public EventLevel Level { get; init; }

    /// <summary>The service that tells it; null: the daemon itself.</summary>
    public string? Service { get; init; }

    /// <summary>The folder it is about.</summary>
    public string? Folder { get; init; }

    public string? Vm { get; init; }

    public string? Run { get; init; }

    public string? Snapshot { get; init; }

    /// <summary>The stable name of what went wrong (docs/errors.md).</summary>
    public string? Code { get; init; }

    /// <summary>In words, in English and in Russian.</summary>
    public required string Message { get; init; }

    public required string MessageRu { get; init; }

    [JsonIgnore]
    public Text Words => new(Message, MessageRu);
}
