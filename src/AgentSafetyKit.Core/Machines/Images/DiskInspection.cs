using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// Looks at a disk image that somebody else made before anything is started from it: it must be a single file (one that names another as its base or its data could show the guest any file of this host), and its first sectors say
/// what starts it.
/// </summary>
internal sealed class DiskInspection(CommandRunner runner)
{
    private const int HeadLength = 64 * 1024;
    private const int SectorLength = 512;
    private const int BootCodeLength = 440;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The type of a partition that UEFI starts from (UEFI Specification 2.10, table 5.7), as its bytes stand on the disk.</summary>
    private static readonly byte[] SystemPartition = Guid.Parse("c12a7328-f81f-11d2-ba4b-00a0c93ec93b").ToByteArray();

    /// <param name="name">For errors.</param>
    /// <param name="file">Absolute.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>.</exception>
    public async Task<BootImage> OfAsync(string name, string file, CancellationToken cancellation)
    {
        CommandResult info = await runner.RunAsync(CommandSpec.Of("qemu-img", "info", "--output=json", "--", file), default, Limit, null, cancellation).ConfigureAwait(false);
        if (!info.Succeeded)
            throw ImageStore.Failed(Printable.Escape(name), Text.Verbatim(Printable.EscapeLines(info.Error).Trim()), Readable);
        using JsonDocument answer = JsonDocument.Parse(info.Output.ToArray());
        string format = answer.RootElement.GetProperty("format").GetString() ?? "";
        if (format is not ("raw" or "qcow2"))
            throw ImageStore.Failed(Printable.Escape(name), new Text($"its format is {Printable.Escape(format)}", $"его формат — {Printable.Escape(format)}"), Readable);
        if (LeadsElsewhere(answer.RootElement))
        {
            throw ImageStore.Failed(
                Printable.Escape(name),
                new Text("it refers to another file as its base or its data, which a foreign image may not", "он ссылается на другой файл как на основу или данные, а чужому образу это нельзя"),
                new Text("make one file of it: qemu-img convert -O qcow2 OLD NEW", "сделайте из него один файл: qemu-img convert -O qcow2 СТАРЫЙ НОВЫЙ"));
        }

        byte[] head = await HeadAsync(format, file, cancellation).ConfigureAwait(false);
        return new BootImage(file, format, null, null, Seeded: false, NeedsUefi: NeedsUefi(head, RuntimeInformation.ProcessArchitecture));
    }

    /// <summary>A BIOS starts the code in the first sector; where there is none and there is a system partition, only UEFI can start the disk. Arm machines have no BIOS.</summary>
    internal static bool NeedsUefi(ReadOnlySpan<byte> head, Architecture architecture)
    {
        if (architecture == Architecture.Arm64)
            return true;
        bool startsByBios = head.Length >= SectorLength && head[510] == 0x55 && head[511] == 0xAA && head[..BootCodeLength].ContainsAnyExcept((byte)0);
        return !startsByBios && HasSystemPartition(head);
    }

    /// <summary>UEFI Specification 2.10, 5.3: the header of the table is the second sector; it says where the entries are, how many, and how long each is.</summary>
    private static bool HasSystemPartition(ReadOnlySpan<byte> head)
    {
        if (head.Length < 2 * SectorLength || !head[SectorLength..].StartsWith("EFI PART"u8))
            return false;
        ReadOnlySpan<byte> header = head[SectorLength..];
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(header[72..]) * SectorLength;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header[80..]), length = BinaryPrimitives.ReadUInt32LittleEndian(header[84..]);
        for (ulong i = 0; i < count && length >= 128; i++)
        {
            ulong at = first + (i * length);
            if (at + length > (ulong)head.Length)
                break;
            if (head.Slice((int)at, 16).SequenceEqual(SystemPartition))
                return true;
        }

        return false;
    }

    private static Text Readable => new("give the path of a raw or qcow2 disk image that you can read", "укажите путь к образу диска (raw или qcow2), доступному вам для чтения");

    private static bool LeadsElsewhere(JsonElement info) =>
        info.TryGetProperty("backing-filename", out _)
        || (info.TryGetProperty("format-specific", out JsonElement specific) && specific.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("data-file", out _));

    private async Task<byte[]> HeadAsync(string format, string file, CancellationToken cancellation)
    {
        string head = Path.GetTempFileName();
        try
        {
            CommandResult copied = await runner.RunAsync(
                CommandSpec.Of("qemu-img", "dd", "-U", "-f", format, "-O", "raw", $"bs={HeadLength}", "count=1", $"if={file}", $"of={head}"), default, Limit, null, cancellation).ConfigureAwait(false);
            return copied.Succeeded ? await File.ReadAllBytesAsync(head, cancellation).ConfigureAwait(false) : [];
        }
        finally
        {
            File.Delete(head);
        }
    }
}
