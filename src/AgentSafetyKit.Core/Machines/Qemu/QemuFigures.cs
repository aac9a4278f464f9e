using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>What a running QEMU says about itself and its guest (QMP reference: "query-status", "query-blockstats"; "virtio balloon memory statistics").</summary>
/// <param name="Status">As QEMU names it: <c>running</c>, <c>io-error</c>, …</param>
internal sealed record QemuFigures(string Status, ByteSize? MemoryUsed, ByteSize? DiskRead, ByteSize? DiskWritten)
{
    public const string Running = "running";

    /// <summary>It stopped the guest because the disk of the host took no more.</summary>
    public const string DiskError = "io-error";

    /// <exception cref="JsonException">It is not what QEMU says.</exception>
    public static QemuFigures Of(JsonNode? status, JsonNode? memory, JsonNode? disks)
    {
        try
        {
            string word = (string?)status?["status"] ?? throw new JsonException("no status");
            JsonNode? disk = (disks as JsonArray)?.FirstOrDefault(one => (string?)one?["node-name"] == QemuCommandLine.DiskName)?["stats"];
            return new QemuFigures(word, Used(memory?["stats"]), Bytes(disk?["rd_bytes"]), Bytes(disk?["wr_bytes"]));
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw new JsonException(error.Message, error);
        }
    }

    // The guest tells free memory and, since Linux 4.6, what it could give to programs; what it does not tell is all ones.
    private static ByteSize? Used(JsonNode? stats)
    {
        long? total = Told(stats?["stat-total-memory"]), available = Told(stats?["stat-available-memory"]) ?? Told(stats?["stat-free-memory"]);
        return total is { } all && available is { } free && all >= free ? new ByteSize(all - free) : null;
    }

    private static long? Told(JsonNode? number) => number is JsonValue value && value.TryGetValue(out long told) && told >= 0 ? told : null;

    private static ByteSize? Bytes(JsonNode? number) => Told(number) is { } told ? new ByteSize(told) : null;
}
