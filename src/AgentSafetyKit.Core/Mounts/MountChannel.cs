using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Sftp;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Mounts;

/// <summary>
/// A command (an ssh that runs sshfs in a guest) with our file server at its standard input and output. Ends when either side does; disposing ends both.
/// </summary>
public sealed class MountChannel : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ChildProcess _command;
    private readonly Task<SftpEnd> _serving;

    private MountChannel(GuardedFolder folder, ChildProcess command, FileDescriptor ours)
    {
        _command = command;
        _serving = Task.Factory.StartNew(
            () =>
            {
                using (ours)
                    return SftpServer.Serve(folder, ours, ours, _cancellation.Token);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>Done when the guest is no longer served.</summary>
    public Task<SftpEnd> Ended => _serving;

    /// <param name="folder">What is served; has to stay open until this is disposed of.</param>
    /// <param name="command">Its standard input and output become the channel.</param>
    /// <param name="logFile">Gets what the command says on standard error.</param>
    public static MountChannel Open(GuardedFolder folder, CommandSpec command, string logFile)
    {
        PrivateFolder.Ensure(Path.GetDirectoryName(logFile)!);
        Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(logFile), OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append | OpenFlagsOfArchitecture.NoFollow, 0x180, out FileDescriptor log)
            .Check("openat", logFile);
        using (log)
        {
            Libc.SocketPair(out FileDescriptor ours, out FileDescriptor theirs).Check("socketpair");
            using (theirs)
            {
                try
                {
                    ChildProcess child = ChildProcess.Start(command, new SpawnOptions { StandardInput = theirs, StandardOutput = theirs, StandardError = log, NewProcessGroup = true });
                    return new MountChannel(folder, child, ours);
                }
                catch
                {
                    ours.Dispose();
                    throw;
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The guest's side first: a server that stops answering would leave its programs hanging until the command ends.
        if (!_serving.IsCompleted)
            await Task.WhenAny(_serving, Task.Delay(Patience)).ConfigureAwait(false);
        await _cancellation.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        await _command.StopAsync(Patience).ConfigureAwait(false);
        _cancellation.Dispose();
    }
}
