using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>The commands by which a user gets Multipass's daemon going; which, depends on how it is installed.</summary>
internal static class MultipassService
{
    public static Text Start => Text.Verbatim(IsSnap ? "sudo snap start multipass" : "sudo systemctl start multipassd");

    public static Text Restart => Text.Verbatim(IsSnap ? "sudo snap restart multipass" : "sudo systemctl restart multipassd");

    // Where the program can not be found it is most likely the snap that is meant: nobody else ships it for Linux.
    private static bool IsSnap => ProgramPath.Find(MultipassProgram.Own.Program) is not { } program || program.StartsWith("/snap/", StringComparison.Ordinal);
}
