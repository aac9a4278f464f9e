using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>poll(2) without a time limit: waits until <paramref name="file"/> is ready for what is asked (or broken), or <paramref name="wakeUp"/> can be read.</summary>
    public static Errno Poll(FileDescriptor file, PollEvents wanted, FileDescriptor wakeUp, out PollEvents ready, out bool woken)
    {
        bool heldFile = false, heldWakeUp = false;
        ready = PollEvents.None;
        woken = false;
        try
        {
            file.DangerousAddRef(ref heldFile);
            wakeUp.DangerousAddRef(ref heldWakeUp);
            Span<PollTarget> targets = [new PollTarget(file.Number, wanted), new PollTarget(wakeUp.Number, PollEvents.Input)];
            int answer;
            do
                answer = PollRaw(targets, (nuint)targets.Length, -1);
            while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
            ready = targets[0].Ready;
            woken = targets[1].Ready != PollEvents.None;
            return ErrnoOf(answer);
        }
        finally
        {
            if (heldFile)
                file.DangerousRelease();
            if (heldWakeUp)
                wakeUp.DangerousRelease();
        }
    }

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    private static partial int PollRaw(Span<PollTarget> targets, nuint count, int milliseconds);
}
