using System.Text.Json.Nodes;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>The disk of a machine that is off, worked on with qemu-img(1). Whoever calls holds the machine's lock.</summary>
internal sealed class QemuDisk(MachineFolder folder, CommandRunner runner)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Makes it: empty, over an image.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.NoSpace"/>, <see cref="ErrorCode.MachineFailed"/>.</exception>
    public Task MakeAsync(BootImage image, ByteSize size, CancellationToken cancellation) => RunAsync(
        new Text($"the disk of VM '{folder.Name}' could not be made", $"не удалось создать диск ВМ «{folder.Name}»"),
        new Text("check 'disk' and 'image' in the configuration", "проверьте «disk» и «image» в конфигурации"),
        cancellation,
        "create", "-q", "-f", "qcow2", "-F", image.Format, "-b", image.Disk, "--", folder.Disk, $"{size.Bytes}");

    /// <summary>Gives it another size; the guest's file system grows at the next start. qemu-img itself refuses to make one smaller.</summary>
    public Task ResizeAsync(ByteSize size, CancellationToken cancellation) => RunAsync(
        new Text($"the disk of VM '{folder.Name}' could not be resized", $"не удалось изменить размер диска ВМ «{folder.Name}»"),
        new Text("give a larger size; a disk never shrinks", "укажите больший размер: диск не уменьшается"),
        cancellation,
        "resize", "-q", "-f", "qcow2", "--", folder.Disk, $"{size.Bytes}");

    /// <summary>Keeps it as it is now, inside itself.</summary>
    public Task SaveSnapshotAsync(string snapshot, CancellationToken cancellation) => RunAsync(SnapshotFailed(snapshot), CheckDisk, cancellation, "snapshot", "-q", "-c", snapshot, folder.Disk);

    /// <summary>Makes it what it was, its size too.</summary>
    public Task RestoreSnapshotAsync(string snapshot, CancellationToken cancellation) => RunAsync(SnapshotFailed(snapshot), CheckDisk, cancellation, "snapshot", "-q", "-a", snapshot, folder.Disk);

    public Task DeleteSnapshotAsync(string snapshot, CancellationToken cancellation) => RunAsync(SnapshotFailed(snapshot), CheckDisk, cancellation, "snapshot", "-q", "-d", snapshot, folder.Disk);

    /// <summary>The snapshots in it, as QEMU describes them; null for none.</summary>
    public async Task<JsonNode?> SnapshotsAsync(CancellationToken cancellation)
    {
        CommandResult result = await RunAsync(SnapshotFailed("?"), CheckDisk, cancellation, "info", "--output=json", "-f", "qcow2", "--", folder.Disk).ConfigureAwait(false);
        return JsonNode.Parse(result.Output)?["snapshots"];
    }

    private Text CheckDisk => new($"look at the disk: qemu-img check {folder.Disk}", $"проверьте диск: qemu-img check {folder.Disk}");

    private Text SnapshotFailed(string snapshot) => new($"the snapshot '{snapshot}' of VM '{folder.Name}' could not be worked on", $"не удалась работа со снимком «{snapshot}» ВМ «{folder.Name}»");

    private async Task<CommandResult> RunAsync(Text what, Text fix, CancellationToken cancellation, params string[] words)
    {
        CommandResult result = await runner.RunAsync(CommandSpec.Of("qemu-img", words), default, Limit, null, cancellation).ConfigureAwait(false);
        if (result.Succeeded)
            return result;
        bool full = result.ErrorText.Contains("No space left", StringComparison.Ordinal);
        throw new KitException(
            full ? ErrorCode.NoSpace : ErrorCode.MachineFailed,
            what,
            Text.Verbatim(Printable.EscapeLines(result.Error).Trim()),
            full ? new Text("free some space", "освободите место на диске") : fix);
    }
}
