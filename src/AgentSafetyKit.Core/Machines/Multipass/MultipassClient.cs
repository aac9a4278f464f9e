using System.Text.Json;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// Talks to the daemon through the <c>multipass</c> program: each call has its time, after which the client is ended (what the daemon does goes on: look at the state), and fails with one of
/// <see cref="MultipassFailure"/>'s errors.
/// </summary>
/// <remarks>
/// One call at a time that changes a machine or lets the daemon log into a guest: two of them at once have killed the daemon (its guest sessions are not safe for threads). Only
/// <c>list --no-ipv4</c>, <c>version</c> and <c>get</c>, which never touch a guest, go past the lock, so that nobody waits minutes for another one's launch to see a table.
/// </remarks>
internal sealed class MultipassClient(KitPaths paths, CommandRunner runner, TimeProvider time)
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(5);

    // A normal stop keeps the daemon's one thread busy for 6 s.
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RestartLook = TimeSpan.FromSeconds(1);
    private bool _answered;

    /// <summary>The daemon's version; null: the program is missing, the daemon is down, or it does not let us in.</summary>
    public async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        if (ProgramPath.Find(MultipassProgram.Own.Program) is null)
            return null;
        CommandResult result = await runner.RunAsync(MultipassCommands.Version(), default, ProbeLimit, null, cancellation).ConfigureAwait(false);
        return result.Succeeded ? MultipassAnswer.DaemonVersion(result.Output) : null;
    }

    /// <summary>All machines, ours or not, without touching any.</summary>
    public async Task<IReadOnlyList<MultipassListing>> ListAsync(CancellationToken cancellation) =>
        MultipassAnswer.Machines((await ReadAsync("list", null, MultipassCommands.List(), ReadLimit, cancellation).ConfigureAwait(false)).Output);

    /// <summary>The state of one machine; null when there is none of that name.</summary>
    public async Task<MultipassStatus?> StatusAsync(string name, CancellationToken cancellation) =>
        (await ListAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(machine => machine.Name == name)?.Status;

    /// <summary>Addresses and figures. Lets the daemon log into the guest: not for polling.</summary>
    public async Task<MultipassDetails> InfoAsync(string name, TimeSpan limit, CancellationToken cancellation)
    {
        using FileLock alone = await AloneAsync(NoProgress.Instance, cancellation).ConfigureAwait(false);
        return MultipassAnswer.Details(name, (await ReadAsync("info", name, MultipassCommands.Info(name), limit, cancellation).ConfigureAwait(false)).Output);
    }

    /// <summary>The kept states of a machine; no guest is asked.</summary>
    public async Task<IReadOnlyList<MachineSnapshot>> SnapshotsAsync(string name, CancellationToken cancellation)
    {
        using FileLock alone = await AloneAsync(NoProgress.Instance, cancellation).ConfigureAwait(false);
        return MultipassAnswer.Snapshots(name, (await ReadAsync("info", name, MultipassCommands.Snapshots(name), ReadLimit, cancellation).ConfigureAwait(false)).Output);
    }

    /// <summary>A property as it is set: <c>cpus</c>, <c>memory</c>, <c>disk</c>.</summary>
    public async Task<string> GetAsync(string name, string property, CancellationToken cancellation) =>
        (await CallAsync("get", name, MultipassCommands.Get(name, property), default, ReadLimit, null, cancellation).ConfigureAwait(false)).OutputText.Trim();

    /// <summary>Changes something, alone. Succeeds, or throws.</summary>
    public async Task<CommandResult> ChangeAsync(
        string verb, string name, CommandSpec command, ReadOnlyMemory<byte> input, TimeSpan limit, Action<string>? onLine, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        using FileLock alone = await AloneAsync(progress, cancellation).ConfigureAwait(false);
        return await CallAsync(verb, name, command, input, limit, onLine, cancellation).ConfigureAwait(false);
    }

    /// <summary>As the other, with nothing on standard input and nobody watching.</summary>
    public Task ChangeAsync(string verb, string name, CommandSpec command, TimeSpan limit, CancellationToken cancellation) =>
        ChangeAsync(verb, name, command, default, limit, null, NoProgress.Instance, cancellation);

    /// <summary>Runs a command in a guest that runs; the result is the client's own, to be read by <see cref="GuestDoor"/>.</summary>
    public async Task<CommandResult> ExecAsync(CommandSpec command, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellation)
    {
        using FileLock alone = await AloneAsync(NoProgress.Instance, cancellation).ConfigureAwait(false);
        CommandResult result = await runner.RunAsync(command, input, limit, null, cancellation).ConfigureAwait(false);
        return result.TimedOut ? throw MultipassFailure.Silent("exec", limit) : result with { Output = MultipassWords.Shown(result.Output) };
    }

    private Task<FileLock> AloneAsync(IProgress<WorkProgress> progress, CancellationToken cancellation) => FileLock.TakeAsync(
        Path.Combine(paths.LocksFolder, "multipass.lock"),
        holder => progress.Report(new WorkProgress(new Text($"waiting for process {holder}, which is talking to Multipass", $"ждём процесс {holder}, который сейчас обращается к Multipass"))),
        cancellation);

    /// <summary>The client of 1.16 sometimes aborts after it has printed all of a right answer: an answer that can be read counts.</summary>
    private async Task<CommandResult> ReadAsync(string verb, string? name, CommandSpec command, TimeSpan limit, CancellationToken cancellation)
    {
        CommandResult result = await RunAsync(verb, command, default, limit, null, cancellation).ConfigureAwait(false);
        return result.ExitCode == 0 || (result.ExitCode >= 128 && IsJson(result.Output)) ? result : throw MultipassFailure.Of(verb, name, result);
    }

    private async Task<CommandResult> CallAsync(
        string verb, string? name, CommandSpec command, ReadOnlyMemory<byte> input, TimeSpan limit, Action<string>? onLine, CancellationToken cancellation)
    {
        CommandResult result = await RunAsync(verb, command, input, limit, onLine, cancellation).ConfigureAwait(false);
        return result.ExitCode == 0 ? result : throw MultipassFailure.Of(verb, name, result);
    }

    /// <summary>Where the daemon answered a moment ago and is gone now, its supervisor is starting it again (it ends on purpose for some settings): that is waited for.</summary>
    private async Task<CommandResult> RunAsync(string verb, CommandSpec command, ReadOnlyMemory<byte> input, TimeSpan limit, Action<string>? onLine, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        while (true)
        {
            CommandResult result = await runner.RunAsync(command, input, limit, onLine, cancellation).ConfigureAwait(false);
            if (result.TimedOut)
                throw MultipassFailure.Silent(verb, limit);
            bool gone = result.ExitCode != 0 && MultipassFailure.IsNoConnection(result);
            _answered |= !gone;
            if (!gone || !_answered || time.GetElapsedTime(begin) > RestartLimit)
                return result with { Output = MultipassWords.Shown(result.Output) };
            await Task.Delay(RestartLook, time, cancellation).ConfigureAwait(false);
        }
    }

    private static bool IsJson(byte[] output)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
