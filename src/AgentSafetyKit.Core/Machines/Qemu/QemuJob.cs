using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>
/// A snapshot job of a running QEMU (QMP reference, "snapshot-save", "query-jobs"), waited for to its end. QEMU answers nobody while it writes memory, so silence is work as long as it lives. Who
/// gives up waiting does not stop it.
/// </summary>
internal sealed class QemuJob(MachineFolder folder, ProcessIdentity engine, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <exception cref="KitException"><see cref="ErrorCode.MachineFailed"/>, with QEMU's words.</exception>
    public async Task RunAsync(string command, string snapshot, CancellationToken cancellation)
    {
        string id = $"agsekit-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var guest = new QemuGuest(folder, time);
        var arguments = new JsonObject { ["job-id"] = id, ["tag"] = snapshot, ["devices"] = new JsonArray(QemuCommandLine.DiskName) };
        if (command != "snapshot-delete")
            arguments["vmstate"] = QemuCommandLine.DiskName;
        await guest.TellAsync(command, arguments, cancellation).ConfigureAwait(false);
        long begin = time.GetTimestamp();
        while (true)
        {
            if (!engine.IsAlive())
                throw Failed(command, new Text("QEMU ended meanwhile", "QEMU тем временем завершился"));
            if (time.GetElapsedTime(begin) > Limit)
                throw Failed(command, new Text($"it did not end within {Limit.TotalMinutes:0} minutes", $"не завершилось за {Limit.TotalMinutes:0} минут"));
            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
            if (await guest.JobsAsync(cancellation).ConfigureAwait(false) is not { } jobs)
                continue;
            JsonNode? job = jobs.FirstOrDefault(one => (string?)one?["id"] == id);
            if (job is not null && (string?)job["status"] != "concluded")
                continue;
            if (job is not null)
                await guest.TellAsync("job-dismiss", new JsonObject { ["id"] = id }, cancellation).ConfigureAwait(false);
            if ((string?)job?["error"] is { } error)
                throw Failed(command, Text.Verbatim(Printable.Escape(error)));
            return;
        }
    }

    private KitException Failed(string command, Text cause) => new(
        ErrorCode.MachineFailed,
        new Text($"'{command}' failed for VM '{folder.Name}'", $"«{command}» не удалась для ВМ «{folder.Name}»"),
        cause,
        new Text($"stop it first: agsekit stop-vm {folder.Name}", $"сначала остановите её: agsekit stop-vm {folder.Name}"));
}
