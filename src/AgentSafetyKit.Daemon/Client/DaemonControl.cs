using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Client;

/// <summary>Starts and ends the daemon as a background process of its own, where nothing else looks after it.</summary>
/// <param name="kit">The product.</param>
/// <param name="language">Of what the daemon answers.</param>
public sealed class DaemonControl(KitServices kit, Language language)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(15);

    /// <summary>The daemon ends within 20 s by itself.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(25);

    public DaemonClient Client { get; } = new(kit.Paths.DaemonSocket, language);

    /// <summary>Its process; 0: there is none.</summary>
    public int Process => new DaemonSeat(kit.Paths).Holder();

    /// <summary>Starts it unless it runs, and waits until it is ready; answers its process, and whether it is a new one.</summary>
    /// <param name="service">Where a service of the system is to be started instead of a process of ours.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.DaemonUnavailable"/>: it ended at once, or did not get ready.</exception>
    public async Task<(int Process, bool IsNew)> StartAsync(SystemdUnit? service, CancellationToken cancellation)
    {
        if (Process is > 0 and int there)
            return (there, false);
        ChildProcess? daemon = null;
        if (service is null)
            daemon = Spawn();
        else
            await service.StartAsync(cancellation).ConfigureAwait(false);
        await WaitAsync(daemon, cancellation).ConfigureAwait(false);
        return (Process, true);
    }

    /// <summary>Waits until one that was started is ready.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.DaemonUnavailable"/>: it did not get ready.</exception>
    public Task WaitAsync(CancellationToken cancellation) => WaitAsync(null, cancellation);

    private async Task WaitAsync(ChildProcess? daemon, CancellationToken cancellation)
    {
        long begin = kit.Time.GetTimestamp();
        while (!await IsReadyAsync(cancellation).ConfigureAwait(false))
        {
            bool ended = daemon is { HasExited: true };
            if (ended || kit.Time.GetElapsedTime(begin) > StartPatience)
                throw NotStarted(ended);
            await Task.Delay(TimeSpan.FromMilliseconds(30), cancellation).ConfigureAwait(false);
        }
    }

    private ChildProcess Spawn()
    {
        PrivateFolder.Ensure(kit.Paths.LogsFolder);
        BoundedLog.PutAside(kit.Paths.DaemonLog);
        string[] config = kit.ConfigOverride is { } named ? ["--config", Path.GetFullPath(named)] : [];
        // Not in a folder that somebody may want to unmount.
        return ChildProcess.StartDetached(CommandSpec.Of(Environment.ProcessPath ?? "agsekit", ["daemon", "run", .. config]) with { WorkingFolder = "/" }, kit.Paths.DaemonLog);
    }

    /// <summary>Ends it; false when there was none.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.DaemonUnavailable"/>: it can not be ended.</exception>
    public async Task<bool> StopAsync()
    {
        if (Process is not (> 0 and int there) || ProcessIdentity.Of(there) is not { } process)
            return false;
        if (await process.EndAsync(EndPatience, kit.Time).ConfigureAwait(false))
            return true;
        throw new KitException(
            ErrorCode.DaemonUnavailable,
            new Text("the daemon could not be ended", "фоновую службу не удалось завершить"),
            new Text($"process {there} does not go away", $"процесс {there} не исчезает"),
            Text.Verbatim($"kill -9 {there}"));
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        if (Process == 0)
            return false;
        try
        {
            await Client.GetAsync("/readyz", ContractRecords.Default.HealthResponse, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (KitException)
        {
            return false;
        }
    }

    private KitException NotStarted(bool ended) => new(
        ErrorCode.DaemonUnavailable,
        new Text("the daemon could not be started", "фоновую службу не удалось запустить"),
        ended
            ? new Text($"it ended at once: {LastLine()}", $"она сразу завершилась: {LastLine()}")
            : new Text($"it did not answer within {StartPatience.TotalSeconds:0} s", $"она не ответила за {StartPatience.TotalSeconds:0} с"),
        new Text($"see {Printable.Escape(kit.Paths.DaemonLog)}", $"смотрите {Printable.Escape(kit.Paths.DaemonLog)}"));

    private string LastLine()
    {
        try
        {
            return Printable.Escape(File.ReadLines(kit.Paths.DaemonLog).LastOrDefault(line => line.Length > 0) ?? "");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
