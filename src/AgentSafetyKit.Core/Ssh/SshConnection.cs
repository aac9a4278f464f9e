using System.Collections.Immutable;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Ssh;

/// <summary>
/// A guest reached through one shared OpenSSH connection, over which commands, mounts and forwards are multiplexed. Commands are word vectors; secrets go through standard input.
/// </summary>
/// <remarks>
/// ssh exits with 255 both when it fails itself and when the guest's command did. After a 255 the shared connection is asked: while it lives the command's own code is believed.
/// </remarks>
public sealed class SshConnection(SshTarget target, CommandRunner runner)
{
    private static readonly TimeSpan ControlLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SignalDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(60);

    public SshTarget Target { get; } = target;

    /// <summary>Opens the shared connection unless it lives already.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestUnreachable"/>: no connection, or the guest's key is not the one it was given.</exception>
    public async Task EnsureMasterAsync(CancellationToken cancellation)
    {
        if (await IsAliveAsync(cancellation).ConfigureAwait(false))
            return;
        PrivateFolder.Ensure(Path.GetDirectoryName(Target.ControlPath)!);
        using FileLock one = await FileLock.TakeAsync(Target.ControlPath + ".lock", null, cancellation).ConfigureAwait(false);
        if (await IsAliveAsync(cancellation).ConfigureAwait(false))
            return;
        File.Delete(Target.ControlPath);
        string log = Target.ControlPath + ".log";
        File.Delete(log);
        ChildProcess master = ChildProcess.StartDetached(SshCommandLine.Master(Target, log), logFile: null);
        try
        {
            if (await master.Exit.WaitAsync(ConnectLimit, cancellation).ConfigureAwait(false) == 0)
                return;
        }
        catch (TimeoutException)
        {
            await master.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await master.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
            throw;
        }

        throw Unreachable(File.Exists(log) ? await File.ReadAllBytesAsync(log, cancellation).ConfigureAwait(false) : []);
    }

    public async Task<bool> IsAliveAsync(CancellationToken cancellation) =>
        File.Exists(Target.ControlPath)
        && (await SshMultiplexer.AliveAsync(Target.ControlPath, cancellation).ConfigureAwait(false) is not null || (await runner.RunAsync(SshCommandLine.Check(Target), default, ControlLimit, null, cancellation).ConfigureAwait(false)).Succeeded);

    /// <summary>The process that holds the shared connection; null when there is none.</summary>
    public async Task<int?> MasterAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Target.ControlPath))
            return null;
        CommandResult result = await runner.RunAsync(SshCommandLine.Check(Target), default, ControlLimit, null, cancellation).ConfigureAwait(false);
        return result.Succeeded ? SshAnswers.MasterOf(result.ErrorText + result.OutputText) : null;
    }

    /// <summary>Adds a forward to the shared connection, which has to be there. False: it was refused, usually because its port is taken.</summary>
    public async Task<bool> TryForwardAsync(ImmutableArray<string> words, CancellationToken cancellation) =>
        (await runner.RunAsync(SshCommandLine.Forward(Target, words), default, ControlLimit, null, cancellation).ConfigureAwait(false)).Succeeded;

    /// <summary>Takes a forward away; nothing happens when it is not there.</summary>
    public Task CancelForwardAsync(ImmutableArray<string> words, CancellationToken cancellation) =>
        File.Exists(Target.ControlPath) ? runner.RunAsync(SshCommandLine.CancelForward(Target, words), default, ControlLimit, null, cancellation) : Task.CompletedTask;

    /// <summary>Runs a command in the guest to its end.</summary>
    /// <param name="words">Program and arguments; they arrive unchanged.</param>
    /// <param name="input">Its standard input, then end of file. The way for secrets.</param>
    /// <param name="timeout">After which it is given up.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestUnreachable"/>: the connection failed or broke; <see cref="ErrorCode.GuestCommandFailed"/>: the time was over.</exception>
    public Task<GuestResult> RunAsync(IReadOnlyCollection<string> words, ReadOnlyMemory<byte> input, TimeSpan timeout, CancellationToken cancellation) =>
        RunAsync(words, input, timeout, null, cancellation);

    /// <summary>As <see cref="RunAsync(IReadOnlyCollection{string}, ReadOnlyMemory{byte}, TimeSpan, CancellationToken)"/>, each line of what it prints handed on as it comes (<see cref="CommandRunner"/> says how).</summary>
    public async Task<GuestResult> RunAsync(IReadOnlyCollection<string> words, ReadOnlyMemory<byte> input, TimeSpan timeout, Action<string>? onLine, CancellationToken cancellation)
    {
        await EnsureMasterAsync(cancellation).ConfigureAwait(false);
        CommandResult result = await runner.RunAsync(SshCommandLine.Run(Target, words), input, timeout, onLine, cancellation).ConfigureAwait(false);
        if (result.TimedOut)
        {
            throw new KitException(
                ErrorCode.GuestCommandFailed,
                new Text($"a command in VM '{Target.Name}' did not end", $"команда в ВМ «{Target.Name}» не завершилась"),
                new Text($"it was given {timeout.TotalSeconds:0} s: {Printable.Escape(words.First())}", $"на неё отводилось {timeout.TotalSeconds:0} с: {Printable.Escape(words.First())}"),
                new Text("see whether the VM is overloaded, then try again", "посмотрите, не перегружена ли ВМ, и повторите"));
        }

        if (result.ExitCode == GuestExit.AmbiguousCode && (RefusedBySsh(result.Error) || !await IsAliveAsync(cancellation).ConfigureAwait(false)))
            throw Unreachable(result.Error);
        return new GuestResult(new GuestExit(result.ExitCode), result.Output, result.Error);
    }

    /// <summary>As <see cref="RunAsync(IReadOnlyCollection{string}, ReadOnlyMemory{byte}, TimeSpan, CancellationToken)"/>, what it prints handed on as it comes, and not kept. Answers its exit code; null: the time was over.</summary>
    public async Task<GuestExit?> StreamAsync(IReadOnlyCollection<string> words, ReadOnlyMemory<byte> input, TimeSpan timeout, OutputHeard onBytes, CancellationToken cancellation)
    {
        await EnsureMasterAsync(cancellation).ConfigureAwait(false);
        CommandResult result = await runner.StreamAsync(SshCommandLine.Run(Target, words), input, timeout, onBytes, cancellation).ConfigureAwait(false);
        if (result.TimedOut)
            return null;
        await RequireUnbrokenAsync(result.ExitCode).ConfigureAwait(false);
        return new GuestExit(result.ExitCode);
    }

    /// <summary>As <see cref="RunAsync(IReadOnlyCollection{string}, ReadOnlyMemory{byte}, TimeSpan, CancellationToken)"/>, where failing is not part of the plan: another code than 0 is an exception that carries what the guest said.</summary>
    public async Task<GuestResult> RequireAsync(IReadOnlyCollection<string> words, ReadOnlyMemory<byte> input, TimeSpan timeout, CancellationToken cancellation)
    {
        GuestResult result = await RunAsync(words, input, timeout, cancellation).ConfigureAwait(false);
        if (result.Succeeded)
            return result;
        string said = Printable.EscapeLines(result.Error.Length > 0 ? result.Error : result.Output).Trim();
        throw new KitException(
            ErrorCode.GuestCommandFailed,
            new Text($"a command failed in VM '{Target.Name}'", $"команда в ВМ «{Target.Name}» не удалась"),
            new Text($"{Printable.Escape(words.First())} ended with {result.Exit.Code}: {said}", $"{Printable.Escape(words.First())} завершилась с кодом {result.Exit.Code}: {said}"),
            Text.Verbatim($"agsekit shell {Target.Name}"));
    }

    /// <summary>Puts a file into the guest through standard input, so that its content is in nobody's argument list: written beside with mode 0600, then renamed into place.</summary>
    public Task PutFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) => RequireAsync(
        ["sh", "-c", "umask 077 && cat > \"$1.part\" && mv -f -- \"$1.part\" \"$1\"", "sh", path], content, TimeSpan.FromMinutes(2), cancellation);

    /// <summary>A command whose standard input and output its starter connects: for a mount's file protocol. Call <see cref="EnsureMasterAsync"/> first.</summary>
    public CommandSpec ChannelSpec(IEnumerable<string> words) => SshCommandLine.Run(Target, words);

    /// <summary>A command for a person: it inherits our standard streams. Call <see cref="EnsureMasterAsync"/> first.</summary>
    public CommandSpec InteractiveSpec(IReadOnlyCollection<string> words, bool terminal) => SshCommandLine.Interactive(Target, words, terminal);

    /// <summary>
    /// As <see cref="InteractiveSpec"/>, over a connection of its own: the process has the terminal itself, and can be stopped with it. Over the shared one the terminal is handed to that connection's process.
    /// </summary>
    public CommandSpec ApartSpec(IReadOnlyCollection<string> words, bool terminal) => SshCommandLine.Interactive(Target with { ControlPath = "none" }, words, terminal);

    /// <summary>Runs a command made by <see cref="InteractiveSpec"/> (or another ssh command for this guest) with our own standard streams, and waits for its end.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestUnreachable"/>: the connection broke meanwhile.</exception>
    /// <exception cref="OperationCanceledException">It was ended because the caller gave up.</exception>
    public async Task<GuestExit> RunAttachedAsync(CommandSpec command, CancellationToken cancellation, Action<ChildProcess>? started = null)
    {
        await EnsureMasterAsync(cancellation).ConfigureAwait(false);
        ChildProcess child = ChildProcess.StartAttached(command);
        started?.Invoke(child);
        int code;
        try
        {
            code = await child.Exit.WaitAsync(cancellation).ConfigureAwait(false);
            // A signal to all of our process group ends ssh before it reaches us: then it is we who were asked to end.
            if (code == GuestExit.AmbiguousCode)
                await Task.Delay(SignalDelay, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await child.StopAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
            throw;
        }

        await RequireUnbrokenAsync(code).ConfigureAwait(false);
        return new GuestExit(code);
    }

    /// <summary>Looks whether an ssh command's exit code is its program's own, or tells that the connection broke.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestUnreachable"/>: it did.</exception>
    public async Task RequireUnbrokenAsync(int code)
    {
        if (code != GuestExit.AmbiguousCode || await IsAliveAsync(CancellationToken.None).ConfigureAwait(false))
            return;
        throw new KitException(
            ErrorCode.GuestUnreachable,
            new Text($"the connection to VM '{Target.Name}' broke", $"связь с ВМ «{Target.Name}» прервалась"),
            new Text("it no longer answers; it may have been stopped", "она больше не отвечает; возможно, её остановили"),
            new Text("see 'agsekit vms' and try again; what an agent changed is in the snapshots", "посмотрите agsekit vms и повторите; изменения агента есть в снимках"));
    }

    /// <summary>Ends the shared connection and all that runs over it; nothing happens when there is none.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (File.Exists(Target.ControlPath))
            await runner.RunAsync(SshCommandLine.Close(Target), default, ControlLimit, null, cancellation).ConfigureAwait(false);
    }

    private static bool RefusedBySsh(ReadOnlySpan<byte> error) =>
        error.IndexOf("mux_client_request_session: "u8) >= 0 || error.IndexOf("Control socket connect("u8) >= 0;

    private KitException Unreachable(ReadOnlySpan<byte> said)
    {
        // ssh ends its lines as a terminal in raw mode wants them.
        string words = Printable.EscapeLines(said.ToArray().Where(letter => letter != '\r').ToArray()).Trim();
        Text cause = words.Length > 0 ? Text.Verbatim(words) : new Text("no answer from its SSH server", "её SSH-сервер не отвечает");
        return new KitException(
            ErrorCode.GuestUnreachable,
            new Text($"VM '{Target.Name}' can not be reached", $"до ВМ «{Target.Name}» не достучаться"),
            cause,
            Text.Verbatim($"agsekit stop-vm {Target.Name} && agsekit start-vm {Target.Name}"));
    }
}
