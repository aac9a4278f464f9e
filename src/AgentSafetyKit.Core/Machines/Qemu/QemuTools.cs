using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>The programs this engine calls. Asked for before minutes of work, so that nobody waits for an image only to hear that the VM can not be started.</summary>
internal static class QemuTools
{
    /// <summary>All of them.</summary>
    public static IEnumerable<string> Of(NetworkPolicy network) => ["qemu-img", "ssh-keygen", .. ForStart(network)];

    /// <exception cref="KitException"><see cref="ErrorCode.ToolMissing"/>, with the package that has it.</exception>
    public static void RequireForCreation(NetworkPolicy network) => Require([.. Of(network)]);

    /// <inheritdoc cref="RequireForCreation"/>
    public static void RequireForStart(NetworkPolicy network) =>
        Require([.. ForStart(network)]);

    private static IEnumerable<string> ForStart(NetworkPolicy network) =>
        [QemuCommandLine.ProgramFor(RuntimeInformation.ProcessArchitecture), "ssh", .. network == NetworkPolicy.Open ? NetworkFence.Tools : []];

    /// <inheritdoc cref="RequireForCreation"/>
    public static void Require(ReadOnlySpan<string> programs)
    {
        foreach (string program in programs)
        {
            if (ProgramPath.Find(program) is null)
                throw MissingTool.Of(program);
        }
    }
}
