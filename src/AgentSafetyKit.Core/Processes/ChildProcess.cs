using System.Collections;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>
/// A process we started. Its end is collected by a thread of its own, so that it never stays a zombie; its id is used for signals only until then, so that
/// a stranger with a reused id is never hit.
/// </summary>
public sealed class ChildProcess
{
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly bool _ownGroup;
    private bool _collected;
    private bool _stopping;

    private ChildProcess(int id, bool ownGroup)
    {
        Id = id;
        _ownGroup = ownGroup;
        new Thread(Collect, 128 * 1024) { IsBackground = true, Name = $"wait {id}" }.Start();
    }

    public int Id { get; }

    /// <summary>The exit code; 128 + the signal's number where a signal ended it.</summary>
    public Task<int> Exit => _exit.Task;

    public bool HasExited => _exit.Task.IsCompleted;

    /// <exception cref="KitException"><see cref="ErrorCode.ToolMissing"/>: there is no such program.</exception>
    /// <exception cref="SystemCallException">It could not be started for another reason.</exception>
    public static ChildProcess Start(CommandSpec command, SpawnOptions options) => StartWith(command, options, _ => true);

    private static ChildProcess StartWith(CommandSpec command, SpawnOptions options, Predicate<string> inherited)
    {
        string program = ProgramPath.Find(command.Program) ?? throw MissingTool.Of(command.Program);
        Libc.KeepExitCodesOfChildren();
        Libc.KeepDescriptorsFromChildren();
        Errno errno = Libc.Spawn(
            program, [command.Program, .. command.Arguments], EnvironmentOf(command, inherited), options with { WorkingFolder = command.WorkingFolder }, out int id);
        if (errno != Errno.Ok && command.WorkingFolder is { } folder && !Directory.Exists(folder))
            errno.Check("chdir", folder);
        errno.Check("posix_spawn", program);
        return new ChildProcess(id, options.NewProcessGroup || options.NewSession);
    }

    /// <summary>
    /// Starts a process that outlives us: a session of its own without a terminal, nothing on standard input, what it prints appended to
    /// <paramref name="logFile"/> (0600), or thrown away. Of our environment it gets only what <see cref="DetachedEnvironment"/> keeps.
    /// </summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ToolMissing"/>: there is no such program.</exception>
    /// <exception cref="SystemCallException">It could not be started for another reason.</exception>
    public static ChildProcess StartDetached(CommandSpec command, string? logFile)
    {
        const string nothing = "/dev/null";
        Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(nothing), OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0, out FileDescriptor input).Check("openat", nothing);
        using (input)
        {
            OpenFlags kind = logFile is null ? OpenFlags.WriteOnly : OpenFlags.WriteOnly | OpenFlags.Append | OpenFlags.Create | OpenFlagsOfArchitecture.NoFollow;
            Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(logFile ?? nothing), kind | OpenFlags.CloseOnExec, 0x180, out FileDescriptor output)
                .Check("openat", logFile ?? nothing);
            using (output)
                return StartWith(command, new SpawnOptions { StandardInput = input, StandardOutput = output, StandardError = output, NewSession = true }, DetachedEnvironment.Keeps);
        }
    }

    /// <summary>Starts a process that has our standard streams and stays in our process group, so that it may own the terminal.</summary>
    /// <inheritdoc cref="Start"/>
    public static ChildProcess StartAttached(CommandSpec command) => Start(command, new SpawnOptions());

    /// <summary>Sends a signal to the process, and to its group where it has one of its own. Nothing happens when it has ended.</summary>
    public void Send(Signal signal)
    {
        lock (_gate)
        {
            // ESRCH: it has left its group for another one.
            if (!_collected && !(_ownGroup && Libc.Kill(-Id, signal) == Errno.Ok))
                _ = Libc.Kill(Id, signal);
        }
    }

    /// <summary>
    /// Asks it to end (SIGTERM), and kills it after <paramref name="patience"/>. Whoever is left in its group (if it has one of its own) when it has ended is killed.
    /// </summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        lock (_gate)
            _stopping = true;
        Send(Signal.Terminate);
        if (await Task.WhenAny(Exit, Task.Delay(patience)).ConfigureAwait(false) != Exit)
            Send(Signal.Kill);
        return await Exit.ConfigureAwait(false);
    }

    private static List<string> EnvironmentOf(CommandSpec command, Predicate<string> inherited)
    {
        var variables = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (inherited((string)variable.Key) && !command.Environment.ContainsKey((string)variable.Key))
                variables.Add($"{variable.Key}={variable.Value}");
        }

        foreach ((string name, string? value) in command.Environment)
        {
            if (value is not null)
                variables.Add($"{name}={value}");
        }

        return variables;
    }

    private void Collect()
    {
        // Two steps, so that a signal sent between them can not hit another process: the id stays ours until the zombie is collected under the gate.
        _ = Libc.WaitUntilExited(Id);
        int code;
        lock (_gate)
        {
            if (_stopping && _ownGroup)
                _ = Libc.Kill(-Id, Signal.Kill);
            _ = Libc.WaitForExit(Id, out code);
            _collected = true;
        }

        _exit.SetResult(code);
    }
}
