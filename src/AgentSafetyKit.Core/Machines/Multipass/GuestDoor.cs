using System.Text.RegularExpressions;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// The way into a guest that was not made by us: one <c>multipass exec</c>, which lets our key in and tells the guest's host key; all else goes over our own SSH. Only for a guest that runs
/// (another one would be started by it), with nothing on standard input (which is cut at 2 MiB), and never ending with 4 (which the client takes for "again", for ever).
/// </summary>
internal static partial class GuestDoor
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Answers the guest's public host key, <c>ssh-ed25519 …</c>.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestCommandFailed"/>, or what <see cref="MultipassFailure"/> makes of it.</exception>
    public static async Task<string> OpenAsync(MultipassClient client, string name, string userKey, CancellationToken cancellation)
    {
        CommandSpec command = MultipassCommands.Exec(name, "sh", "-c", GuestScript.Read("multipass/adopt.sh"), "sh", userKey);
        CommandResult result = await client.ExecAsync(command, default, Limit, cancellation).ConfigureAwait(false);
        // The client may abort after all is done: what the guest said counts.
        if (HostKeyLine().Match(result.OutputText) is { Success: true } key)
            return key.Groups[1].Value;
        if (result.ErrorText.Contains("exec failed:", StringComparison.Ordinal))
            throw MultipassFailure.Of("exec", name, result);
        string said = Printable.EscapeLines(result.Error.Length > 0 ? result.Error : result.Output).Trim();
        throw new KitException(
            ErrorCode.GuestCommandFailed,
            new Text($"VM '{name}' could not be taken over", $"не удалось взять под управление ВМ «{name}»"),
            new Text($"the script that lets agsekit in ended with {result.ExitCode}: {said}", $"скрипт, впускающий agsekit, завершился с кодом {result.ExitCode}: {said}"),
            new Text($"see with 'multipass shell {name}' whether sudo works there without a password", $"проверьте в multipass shell {name}, работает ли там sudo без пароля"));
    }

    [GeneratedRegex(@"^agsekit-host-key (ssh-ed25519 [A-Za-z0-9+/=]{40,200})\r?$", RegexOptions.Multiline)]
    private static partial Regex HostKeyLine();
}
