using AgentSafetyKit.Machines;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>What runs without a terminal wrote to theirs. The bytes are the guest's choice.</summary>
public sealed class RunLog(RunStore runs, IVirtualMachineProvider machines)
{
    private const int Piece = 65536;

    /// <summary>Hands out what there is piece by piece; following, until the agent has ended.</summary>
    /// <param name="run">A detached one.</param>
    /// <param name="follow">Go on with what comes.</param>
    /// <param name="receive">Gets each piece before the next one is read.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>False: nothing was kept of it.</returns>
    public async Task<bool> ReadAsync(RunRecord run, bool follow, Func<ReadOnlyMemory<byte>, Task> receive, CancellationToken cancellation)
    {
        if (run is { EndedAt: null, Guest: { } process })
        {
            SshConnection guest = await machines.ConnectAsync(run.Machine, cancellation).ConfigureAwait(false);
            await guest.EnsureMasterAsync(cancellation).ConfigureAwait(false);
            PipedCommand command = PipedCommand.Read(new DetachedLaunch(guest, run.Id).LogSpec(process, follow), cancellation);
            await using (command.ConfigureAwait(false))
            {
                await CopyAsync(command.Stream, receive, cancellation).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                (int code, _) = await command.EndAsync(cancellation).ConfigureAwait(false);
                // A VM that hangs is no agent that wrote nothing.
                await guest.RequireUnbrokenAsync(code).ConfigureAwait(false);
            }

            return true;
        }

        if (!File.Exists(runs.LogFile(run.Id)))
            return false;
        await receive(await File.ReadAllBytesAsync(runs.LogFile(run.Id), cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        return true;
    }

    private static async Task CopyAsync(Stream from, Func<ReadOnlyMemory<byte>, Task> receive, CancellationToken cancellation)
    {
        byte[] buffer = new byte[Piece];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            await receive(buffer.AsMemory(0, count)).ConfigureAwait(false);
    }
}
