using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// Reads the client's JSON: what is asked for must be there and of the right kind, what is new is passed over (1.17 adds "zone"). Numbers of <c>info</c> come as texts and come from the
/// guest, so they are taken for figures to show, never for facts to act on.
/// </summary>
internal static class MultipassAnswer
{
    /// <summary>The daemon's version, or null: it is down, or does not let us in.</summary>
    public static string? DaemonVersion(ReadOnlyMemory<byte> json) => Read("version", json, root =>
    {
        StringOf(root, "multipass");
        return root.TryGetProperty("multipassd", out _) ? StringOf(root, "multipassd") : null;
    });

    public static IReadOnlyList<MultipassListing> Machines(ReadOnlyMemory<byte> json) => Read("list", json, root =>
    {
        var found = new List<MultipassListing>();
        foreach (JsonElement machine in root.GetProperty("list").EnumerateArray())
            found.Add(new MultipassListing(StringOf(machine, "name"), StatusOf(StringOf(machine, "state")), StringOf(machine, "release")));
        return found;
    });

    public static MultipassDetails Details(string name, ReadOnlyMemory<byte> json) => Read("info", json, root =>
    {
        JsonElement machine = root.GetProperty("info").GetProperty(name);
        ImmutableArray<string> addresses = [.. machine.GetProperty("ipv4").EnumerateArray().Select(Address)];
        string hash = machine.TryGetProperty("image_hash", out _) ? StringOf(machine, "image_hash") : "";
        return new MultipassDetails(StatusOf(StringOf(machine, "state")), addresses, hash, DiskUsed(machine));
    });

    public static IReadOnlyList<MachineSnapshot> Snapshots(string name, ReadOnlyMemory<byte> json) => Read("info", json, root =>
    {
        if (!root.GetProperty("info").TryGetProperty(name, out JsonElement machine) || !machine.TryGetProperty("snapshots", out JsonElement all))
            return [];
        var found = new List<MachineSnapshot>();
        foreach (JsonProperty one in all.EnumerateObject())
        {
            // "Sat Nov 21 10:38:24 2026 UTC"
            DateTimeOffset? created = one.Value.TryGetProperty("created", out JsonElement text) && DateTimeOffset.TryParseExact(
                text.GetString(), "ddd MMM d HH:mm:ss yyyy 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out DateTimeOffset time)
                ? time
                : null;
            int? processors = int.TryParse(StringOf(one.Value, "cpu_count"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : null;
            ByteSize? memory = ByteSize.TryParse(StringOf(one.Value, "memory_size"), out ByteSize size) ? size : null;
            found.Add(new MachineSnapshot(one.Name, created, HasMemory: false, processors, memory));
        }

        return found.OrderBy(snapshot => snapshot.Created).ThenBy(snapshot => snapshot.Name, StringComparer.Ordinal).ToList();
    });

    internal static MultipassStatus StatusOf(string state) => state switch
    {
        "Running" => MultipassStatus.Running,
        "Stopped" => MultipassStatus.Stopped,
        "Suspended" => MultipassStatus.Suspended,
        "Starting" => MultipassStatus.Starting,
        "Restarting" => MultipassStatus.Restarting,
        "Suspending" => MultipassStatus.Suspending,
        "Delayed Shutdown" => MultipassStatus.DelayedShutdown,
        "Deleted" => MultipassStatus.Deleted,
        _ => MultipassStatus.Unknown,
    };

    private static T Read<T>(string verb, ReadOnlyMemory<byte> json, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            string start = Printable.Escape(json.Span[..Math.Min(json.Length, 200)]);
            throw new KitException(
                ErrorCode.MachineFailed,
                new Text("Multipass gave an answer that is not understood", "ответ Multipass непонятен"),
                new Text($"multipass {verb} --format json: {Printable.Escape(e.Message)}; it began: {start}", $"multipass {verb} --format json: {Printable.Escape(e.Message)}; начало ответа: {start}"),
                new Text("see 'multipass version'; 1.13 to 1.17 are known to work", "посмотрите multipass version; проверены версии от 1.13 до 1.17"),
                e);
        }
    }

    private static string StringOf(JsonElement of, string key) => of.GetProperty(key).GetString() ?? throw new FormatException($"'{key}' is null");

    private static string Address(JsonElement element) =>
        element.GetString() is { } text && IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString()
            : throw new FormatException("'ipv4' holds something else than addresses");

    private static long DiskUsed(JsonElement machine)
    {
        if (!machine.TryGetProperty("disks", out JsonElement disks) || disks.ValueKind != JsonValueKind.Object)
            return 0;
        foreach (JsonProperty disk in disks.EnumerateObject())
        {
            if (disk.Value.ValueKind == JsonValueKind.Object && disk.Value.TryGetProperty("used", out JsonElement used)
                && long.TryParse(used.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
                return bytes;
        }

        return 0;
    }
}
