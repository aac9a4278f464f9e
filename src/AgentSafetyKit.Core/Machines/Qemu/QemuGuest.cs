using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>One running QEMU, asked and told over its control socket.</summary>
internal sealed class QemuGuest(MachineFolder folder, TimeProvider time)
{
    private const int Tail = 20;
    private const int MemoryLook = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly StringBuilder _console = new();

    /// <summary>The last lines of the console since the start, escaped for printing.</summary>
    public string ConsoleTail => string.Join('\n', _console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => Printable.Escape(ConsoleText.WithoutColours(line.TrimEnd('\r')))).Where(line => line.Length > 0).TakeLast(Tail));

    public bool Panicked => _console.ToString().Contains("Kernel panic", StringComparison.Ordinal);

    /// <summary>The process that answers at the control socket; null when none does.</summary>
    public async Task<ProcessIdentity?> IdentifyAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using QmpClient? client = await QmpClient.TryConnectAsync(folder.ControlSocket, limit, cancellation).ConfigureAwait(false);
        return client is null ? null : ProcessIdentity.Of(client.PeerProcess);
    }

    /// <summary>How it is; null when it does not answer in time, which it does not while it writes memory.</summary>
    public async Task<QemuFigures?> FiguresAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        soon.CancelAfter(limit);
        try
        {
            using QmpClient? client = await QmpClient.TryConnectAsync(folder.ControlSocket, limit, soon.Token).ConfigureAwait(false);
            if (client is null)
                return null;
            JsonNode? status = await client.ExecuteAsync("query-status", null, soon.Token).ConfigureAwait(false);
            JsonNode? disks = await client.ExecuteAsync("query-blockstats", new JsonObject { ["query-nodes"] = false }, soon.Token).ConfigureAwait(false);
            return QemuFigures.Of(status, await MemoryAsync(client, soon.Token).ConfigureAwait(false), disks);
        }
        catch (Exception error) when (error is IOException or JsonException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Lets the guest tell about its memory every few seconds. A QEMU without a balloon by that name is none the worse.</summary>
    public Task<JsonNode?> WatchMemoryAsync(CancellationToken cancellation) => AskAsync(
        "qom-set", new JsonObject { ["path"] = $"/machine/peripheral/{QemuCommandLine.BalloonName}", ["property"] = "guest-stats-polling-interval", ["value"] = MemoryLook }, cancellation);

    /// <summary>Lets a guest go on that was stopped by QEMU.</summary>
    public Task<JsonNode?> ContinueAsync(CancellationToken cancellation) => TellAsync("cont", null, cancellation);

    /// <summary>Presses the power button.</summary>
    public Task<JsonNode?> PressPowerAsync(CancellationToken cancellation) => AskAsync("system_powerdown", null, cancellation);

    /// <summary>Adds what the console printed since the last call; the ring gives each byte once.</summary>
    public async Task ReadConsoleAsync(CancellationToken cancellation)
    {
        var arguments = new JsonObject { ["device"] = QemuCommandLine.ConsoleName, ["size"] = QemuCommandLine.ConsoleBytes };
        if (await AskAsync("ringbuf-read", arguments, cancellation).ConfigureAwait(false) is { } text)
            _console.Append(text.GetValue<string>());
        if (_console.Length > 2 * QemuCommandLine.ConsoleBytes)
            _console.Remove(0, _console.Length - QemuCommandLine.ConsoleBytes);
    }

    /// <summary>The jobs it works on or has just ended; null when it does not answer, which it does not while it writes memory.</summary>
    public async Task<JsonArray?> JobsAsync(CancellationToken cancellation) => await AskAsync("query-jobs", null, cancellation).ConfigureAwait(false) as JsonArray;

    /// <summary>The snapshots in its disk; null for none.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineFailed"/>: it does not answer.</exception>
    public async Task<JsonNode?> SnapshotsAsync(CancellationToken cancellation)
    {
        JsonNode? nodes = await TellAsync("query-named-block-nodes", new JsonObject { ["flat"] = true }, cancellation).ConfigureAwait(false);
        return (nodes as JsonArray)?.FirstOrDefault(node => (string?)node?["node-name"] == QemuCommandLine.DiskName)?["image"]?["snapshots"];
    }

    /// <summary>As <see cref="AskAsync"/>, where a refusal matters.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineFailed"/>: it refused, or does not answer.</exception>
    public async Task<JsonNode?> TellAsync(string command, JsonObject? arguments, CancellationToken cancellation)
    {
        using QmpClient? client = await QmpClient.TryConnectAsync(folder.ControlSocket, Limit, cancellation).ConfigureAwait(false);
        try
        {
            if (client is not null)
                return await client.ExecuteAsync(command, arguments, cancellation).WaitAsync(Limit, time, cancellation).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw Refused(Text.Verbatim(Printable.Escape(error.Message)));
        }
        catch (TimeoutException)
        {
        }

        throw Refused(new Text("it does not answer at its control socket", "он не отвечает на управляющем сокете"));
    }

    private KitException Refused(Text cause) => new(
        ErrorCode.MachineFailed,
        new Text($"QEMU did not do what was asked for VM '{folder.Name}'", $"QEMU не выполнил запрос для ВМ «{folder.Name}»"),
        cause,
        new Text($"try again; if that does not help: agsekit stop-vm {folder.Name} --force", $"повторите; если не поможет: agsekit stop-vm {folder.Name} --force"));

    private static async Task<JsonNode?> MemoryAsync(QmpClient client, CancellationToken cancellation)
    {
        try
        {
            return await client.ExecuteAsync("qom-get", new JsonObject { ["path"] = $"/machine/peripheral/{QemuCommandLine.BalloonName}", ["property"] = "guest-stats" }, cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Nothing has come from the guest yet.
            return null;
        }
    }

    private async Task<JsonNode?> AskAsync(string command, JsonObject? arguments, CancellationToken cancellation)
    {
        using QmpClient? client = await QmpClient.TryConnectAsync(folder.ControlSocket, Limit, cancellation).ConfigureAwait(false);
        if (client is null)
            return null;
        try
        {
            return await client.ExecuteAsync(command, arguments, cancellation).WaitAsync(Limit, time, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            return null;
        }
    }
}
