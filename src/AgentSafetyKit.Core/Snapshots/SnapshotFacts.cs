using System.Text.Json;

namespace AgentSafetyKit.Snapshots;

/// <summary>What a manifest says about its snapshot as a whole: enough to list it and to decide how long to keep it.</summary>
public sealed record SnapshotFacts
{
    /// <summary>Counts up by one a snapshot: the order, whatever the clock did.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    public required SnapshotReason Reason { get; init; }

    /// <summary>The run it belongs to, if any.</summary>
    public string? RunId { get; init; }

    /// <summary>The name it was published by: beside another snapshot this list of files tells nothing. Null where that was not recorded.</summary>
    public string? Name { get; init; }

    /// <summary>The folder it was taken of, as that was called then; null where that was not recorded.</summary>
    public string? Source { get; init; }

    /// <summary>Of one that was saved before a restore: the snapshot that was restored then; null where that was not recorded.</summary>
    public string? Restored { get; init; }

    public int Files { get; init; }

    public int Folders { get; init; }

    /// <summary>The sizes of all files together.</summary>
    public long TotalBytes { get; init; }

    /// <summary>What was copied for this snapshot alone.</summary>
    public long CopiedBytes { get; init; }

    public int Added { get; init; }

    public int Changed { get; init; }

    public int Deleted { get; init; }

    public int Warnings { get; init; }

    /// <summary>The manifest was lost and has been made again from the snapshot itself; the reason and the run are not known.</summary>
    public bool IsRebuilt { get; init; }

    /// <summary>JSON, so that a later version can add to it and an older one still reads it.</summary>
    internal byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", Sequence);
            json.WriteString("takenAt", TakenAt);
            json.WriteString("reason", Reason.ToString());
            if (RunId is not null)
                json.WriteString("runId", RunId);
            if (Name is not null)
                json.WriteString("name", Name);
            if (Source is not null)
                json.WriteString("source", Source);
            if (Restored is not null)
                json.WriteString("restored", Restored);
            json.WriteNumber("files", Files);
            json.WriteNumber("folders", Folders);
            json.WriteNumber("totalBytes", TotalBytes);
            json.WriteNumber("copiedBytes", CopiedBytes);
            json.WriteNumber("added", Added);
            json.WriteNumber("changed", Changed);
            json.WriteNumber("deleted", Deleted);
            json.WriteNumber("warnings", Warnings);
            json.WriteBoolean("rebuilt", IsRebuilt);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <exception cref="FormatException">These are not such bytes.</exception>
    internal static SnapshotFacts FromBytes(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            int Count(string name) => root.GetProperty(name).GetInt32();
            return new SnapshotFacts
            {
                Sequence = root.GetProperty("sequence").GetInt64(),
                TakenAt = root.GetProperty("takenAt").GetDateTimeOffset(),
                Reason = Enum.TryParse(root.GetProperty("reason").GetString(), out SnapshotReason reason) ? reason : SnapshotReason.Manual,
                RunId = root.TryGetProperty("runId", out JsonElement run) ? run.GetString() : null,
                Name = root.TryGetProperty("name", out JsonElement name) ? name.GetString() : null,
                Source = root.TryGetProperty("source", out JsonElement source) ? source.GetString() : null,
                Restored = root.TryGetProperty("restored", out JsonElement restored) ? restored.GetString() : null,
                Files = Count("files"),
                Folders = Count("folders"),
                TotalBytes = root.GetProperty("totalBytes").GetInt64(),
                CopiedBytes = root.GetProperty("copiedBytes").GetInt64(),
                Added = Count("added"),
                Changed = Count("changed"),
                Deleted = Count("deleted"),
                Warnings = Count("warnings"),
                IsRebuilt = root.GetProperty("rebuilt").GetBoolean(),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the facts of the manifest can not be read", e);
        }
    }
}
