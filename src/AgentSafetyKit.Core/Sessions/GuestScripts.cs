using System.Collections.Immutable;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>Commands that run one of the shipped scripts in a guest: the script is an argument of its shell, its own arguments follow as they are.</summary>
internal static class GuestScripts
{
    public static ImmutableArray<string> Command(string script, params ReadOnlySpan<string> arguments) => ["sh", "-c", GuestScript.Read(script), script, .. arguments];
}
