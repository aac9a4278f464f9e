using System.Collections.Immutable;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Boxes;

/// <summary>The scripts of src/guest/boxes as commands: what they share and the script are one argument of the guest's shell, its own arguments follow as they are.</summary>
internal static class BoxScripts
{
    public static ImmutableArray<string> Command(string script, params ReadOnlySpan<string> arguments) =>
        ["sh", "-c", GuestScript.Read("boxes/common.sh") + GuestScript.Read($"boxes/{script}.sh"), "agsekit", .. arguments];
}
