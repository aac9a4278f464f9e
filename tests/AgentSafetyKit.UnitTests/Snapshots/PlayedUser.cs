using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Work on a thread whose file system identity is another user's (setfsuid(2)), and on the threads it starts; the rest of the process stays what it is.</summary>
internal static class PlayedUser
{
    public static T Run<T>(int user, Func<T> work)
    {
        T answer = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(user);
            try
            {
                answer = work();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? answer : throw new AssertionException(failure.ToString());
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "A test's only system call.")]
    [SuppressMessage("Security", "CA5392", Justification = "libc is the system's.")]
    private static extern int SetFileSystemUser(int user);
}
