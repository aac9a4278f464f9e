using System.Globalization;
using System.Text.RegularExpressions;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Network;

/// <summary>Finds out why a forward was refused: who has its port.</summary>
internal static partial class ForwardRefusal
{
    private const int FirstFreePort = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>In words safe to print.</summary>
    public static async Task<Text> ExplainAsync(SshConnection guest, ForwardSpec spec, CancellationToken cancellation)
    {
        int port = spec.Listens.Port;
        if (spec.Kind == ForwardKind.Local)
        {
            if (HostPorts.OwnerOf(port) is { } owner)
                return new Text($"port {port} of this computer is taken by {owner.English}", $"порт {port} этого компьютера занят: {owner.Russian}");
            return port < FirstFreePort
                ? new Text($"port {port} of this computer: ports below {FirstFreePort} belong to root", $"порт {port} этого компьютера: порты ниже {FirstFreePort} принадлежат root")
                : new Text($"{spec.Listens} can not be listened on; it may be no address of this computer", $"{spec.Listens}: слушать не удаётся; возможно, это не адрес этого компьютера");
        }

        return await OwnerInGuestAsync(guest, port, cancellation).ConfigureAwait(false) is { } taker
            ? new Text($"port {port} in the VM is taken by {taker.English}", $"порт {port} в ВМ занят: {taker.Russian}")
            : new Text($"the SSH server of the VM does not open port {port}", $"SSH-сервер ВМ не открывает порт {port}");
    }

    private static async Task<Text?> OwnerInGuestAsync(SshConnection guest, int port, CancellationToken cancellation)
    {
        try
        {
            GuestResult result = await guest.RunAsync(
                ["sh", "-c", GuestScript.Read("port-owner.sh"), "port-owner.sh", port.ToString(CultureInfo.InvariantCulture)], default, Patience, cancellation).ConfigureAwait(false);
            return Parse(result.OutputText);
        }
        catch (KitException)
        {
            return null;
        }
    }

    /// <summary>From a line of ss(8): <c>… users:(("redis-server",pid=812,fd=6))</c>. Null: nobody listens.</summary>
    internal static Text? Parse(string said)
    {
        if (said.Trim().Length == 0)
            return null;
        return OwnerPattern().Match(said) is { Success: true } match
            ? new Text($"'{Printable.Escape(match.Groups[1].Value)}' (process {match.Groups[2].Value})", $"«{Printable.Escape(match.Groups[1].Value)}» (процесс {match.Groups[2].Value})")
            : new Text("another program", "другая программа");
    }

    [GeneratedRegex("users:\\(\\(\"([^\"]{1,64})\",pid=([0-9]{1,10}),", RegexOptions.CultureInvariant)]
    private static partial Regex OwnerPattern();
}
