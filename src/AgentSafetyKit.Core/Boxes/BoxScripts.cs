using System.Collections.Immutable;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Boxes;

/// <summary>The scripts of src/guest/boxes as commands: what they share and the script are one argument of the guest's shell, its own arguments follow as they are.</summary>
internal static class BoxScripts
{
    private static readonly Lazy<string> Gateway = new(() => $"gateway() {{ cat << 'PROGRAM'\n{GuestScript.Read("boxes/gateway.py")}PROGRAM\n}}\n");

    public static ImmutableArray<string> Command(string script, params ReadOnlySpan<string> arguments) =>
        ["sh", "-c", GuestScript.Read("boxes/common.sh") + GuestScript.Read($"boxes/{script}.sh"), "agsekit", .. arguments];

    /// <summary>For those that may begin a container whose network is filtered: with the program that stands between it and the network.</summary>
    public static ImmutableArray<string> CommandWithGateway(string script, params ReadOnlySpan<string> arguments) =>
        ["sh", "-c", GuestScript.Read("boxes/common.sh") + Gateway.Value + GuestScript.Read($"boxes/{script}.sh"), "agsekit", .. arguments];
}
