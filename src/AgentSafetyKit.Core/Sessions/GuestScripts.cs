using System.Collections.Immutable;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>Commands that run shipped scripts in a guest: the script is an argument of its shell, its own arguments follow as they are.</summary>
internal static class GuestScripts
{
    public static ImmutableArray<string> Command(string script, params ReadOnlySpan<string> arguments) => ["sh", "-c", GuestScript.Read(script), script, .. arguments];

    /// <summary>As one script, the first of them being functions the second uses.</summary>
    public static ImmutableArray<string> Command((string Functions, string Script) scripts, params ReadOnlySpan<string> arguments) =>
        ["sh", "-c", GuestScript.Read(scripts.Functions) + GuestScript.Read(scripts.Script), scripts.Script, .. arguments];
}
