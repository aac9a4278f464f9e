using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    private const int MostPolledAtOnce = 64;

    /// <summary>poll(2) without a time limit: waits until <paramref name="file"/> is ready for what is asked (or broken), or <paramref name="wakeUp"/> can be read.</summary>
    public static Errno Poll(FileDescriptor file, PollEvents wanted, FileDescriptor wakeUp, out PollEvents ready, out bool woken)
    {
        Span<PollEvents> events = [wanted, PollEvents.Input];
        Errno errno = Poll([file, wakeUp], events, -1);
        ready = events[0];
        woken = events[1] != PollEvents.None;
        return errno;
    }

    /// <summary>
    /// poll(2): waits until one of the handles is ready, for as many milliseconds as said (-1: for ever; a signal in between starts the wait anew).
    /// <paramref name="events"/> says what is waited for at each handle and, after the call, what happened there; a null handle is passed over.
    /// </summary>
    public static Errno Poll(ReadOnlySpan<FileDescriptor?> files, Span<PollEvents> events, int milliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(events.Length, files.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(files.Length, MostPolledAtOnce);
        Span<PollTarget> targets = stackalloc PollTarget[files.Length];
        Span<bool> held = stackalloc bool[files.Length];
        held.Clear();
        try
        {
            for (int i = 0; i < files.Length; i++)
            {
                files[i]?.DangerousAddRef(ref held[i]);
                targets[i] = new PollTarget(files[i]?.Number ?? -1, events[i]);
            }

            int answer;
            do
                answer = PollRaw(targets, (nuint)targets.Length, milliseconds);
            while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
            Errno errno = ErrnoOf(answer);
            for (int i = 0; i < files.Length; i++)
                events[i] = errno == Errno.Ok ? targets[i].Ready : PollEvents.None;
            return errno;
        }
        finally
        {
            for (int i = 0; i < files.Length; i++)
            {
                if (held[i])
                    files[i]!.DangerousRelease();
            }
        }
    }

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    private static partial int PollRaw(Span<PollTarget> targets, nuint count, int milliseconds);
}
