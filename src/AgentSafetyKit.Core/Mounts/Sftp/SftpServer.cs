using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>
/// Serves one guarded folder to one client over a pair of pipes or a socket: SFTP version 3 (draft-ietf-secsh-filexfer-02, with the argument order of SYMLINK that OpenSSH
/// made the custom) and the extensions of OpenSSH's PROTOCOL file that sshfs and sftp use. Requests are answered in the order they come, as many at once as the client
/// likes to send; while it does not read answers, no request is taken. Memory is fixed: about 1 MB a connection, and one descriptor and a little for each open file.
/// </summary>
public static class SftpServer
{
    /// <summary>
    /// Runs on the calling thread until the client goes or <paramref name="cancellation"/> is asked for. Both descriptors stay open and are the server's alone until it returns: they are switched
    /// to non-blocking and back. All files the client had open are closed then.
    /// </summary>
    /// <param name="folder">May serve several connections at once.</param>
    /// <param name="input">Requests come here.</param>
    /// <param name="output">Answers go here; may be the same socket.</param>
    public static SftpEnd Serve(GuardedFolder folder, FileDescriptor input, FileDescriptor output, CancellationToken cancellation)
    {
        // What led here, the reading of a command line and a configuration, is garbage by now, and a server with little to do would carry it for days.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ProgramMemory.ReleaseCode();
        using var transport = new SftpTransport(input, output, cancellation);
        using var session = new SftpSession(folder, cancellation);
        using var alarm = new TripwireAttention(folder.Options.Tripwire, transport.WakeUp);
        while (true)
        {
            SftpEnd? end = AnswerReleased(session, transport) ?? (session.IsFull ? null : Answer(session, transport));
            if (end is { } broken)
            {
                // What was asked for properly is still answered.
                _ = transport.Send(session.Replies);
                return cancellation.IsCancellationRequested ? SftpEnd.Cancelled : broken;
            }

            Errno errno = transport.Send(session.Replies);
            if (errno == Errno.Ok)
                errno = session.IsFull ? transport.Rest() : transport.Receive(session.Requests);
            if (errno == Errno.EINTR && !cancellation.IsCancellationRequested)
                continue;
            if (cancellation.IsCancellationRequested)
                return SftpEnd.Cancelled;
            if (errno == Errno.ENODATA && !session.Requests.HoldsPart)
                return SftpEnd.Closed;
            if (errno != Errno.Ok)
                return SftpEnd.ConnectionLost;
        }
    }

    /// <summary>Answers what the tripwire held and holds no longer, before anything that came later.</summary>
    private static SftpEnd? AnswerReleased(SftpSession session, SftpTransport transport)
    {
        if (session.Released() is not { } packets)
            return null;
        foreach (byte[] packet in packets)
        {
            if (!session.Answer(packet))
                return SftpEnd.ProtocolBroken;
            if (!session.Replies.HasRoomForAny && transport.Send(session.Replies) != Errno.Ok)
                return SftpEnd.ConnectionLost;
        }

        return null;
    }

    /// <summary>Answers all whole packets that have come. Null: more may come.</summary>
    private static SftpEnd? Answer(SftpSession session, SftpTransport transport)
    {
        bool broken;
        while (session.Requests.TryTake(out ReadOnlySpan<byte> packet, out broken))
        {
            if (!session.Answer(packet))
                return SftpEnd.ProtocolBroken;
            if (!session.Replies.HasRoomForAny && transport.Send(session.Replies) != Errno.Ok)
                return SftpEnd.ConnectionLost;
            if (session.IsFull)
                return null;
        }

        return broken ? SftpEnd.ProtocolBroken : null;
    }
}
