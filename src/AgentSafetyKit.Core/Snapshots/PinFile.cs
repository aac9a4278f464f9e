using System.Text.Json;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>The file <c>.agsekit-NAME.pin</c> beside a snapshot: JSON, so that a later version can add to it and an older one still reads it.</summary>
internal static class PinFile
{
    private const int Longest = 16 * 1024;

    /// <summary>Null: the snapshot is not pinned. Whatever else is wrong with the file, it is a pin: better kept than lost.</summary>
    public static SnapshotPin? Read(BackupFolder backups, SnapshotName name)
    {
        Errno errno = backups.Handle.OpenFile(BackupFolder.Bytes(name.PinFile), out FileHandle file);
        if (errno == Errno.ENOENT)
            return null;
        using (file)
        {
            var bytes = new byte[Longest];
            int count = 0;
            bool read = errno == Errno.Ok && file.ReadAt(bytes, 0, out count) == Errno.Ok;
            return (read ? Parse(bytes.AsMemory(0, count)) : null) ?? new SnapshotPin("", "", null);
        }
    }

    public static void Write(BackupFolder backups, SnapshotName name, SnapshotPin pin)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("why", pin.Why);
            json.WriteString("by", pin.By);
            if (pin.PinnedAt is { } time)
                json.WriteString("pinnedAt", time);
            json.WriteEndObject();
        }

        AtomicFile.Write(Path.Combine(backups.Path, name.PinFile), stream.ToArray());
    }

    /// <summary>A name that is not there is as good as removed.</summary>
    public static void Remove(BackupFolder backups, SnapshotName name)
    {
        Errno errno = backups.Handle.RemoveFile(BackupFolder.Bytes(name.PinFile));
        if (errno != Errno.ENOENT)
            errno.Check("unlinkat", name.PinFile);
    }

    private static SnapshotPin? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            string Word(string key) => root.TryGetProperty(key, out JsonElement value) ? value.GetString() ?? "" : "";
            return new SnapshotPin(Word("why"), Word("by"), root.TryGetProperty("pinnedAt", out JsonElement time) && time.TryGetDateTimeOffset(out DateTimeOffset at) ? at : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
