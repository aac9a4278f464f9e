using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Daemon.Webhooks;

/// <summary>
/// Sends one message through curl(1), which knows the certificates of this computer. Neither the address nor anything of the message is on its command line; redirections are not followed, and the address that is
/// connected to is one of those that were looked at.
/// </summary>
internal sealed class WebhookSender(CommandRunner runner)
{
    private const int Seconds = 10;

    /// <summary>Null: it has arrived, which a status from 200 to 299 says; else why not.</summary>
    public async Task<Text?> SendAsync(WebhookDelivery delivery, string secret, DateTimeOffset now, CancellationToken cancellation)
    {
        var url = new Uri(delivery.Url);
        IPAddress[] addresses;
        try
        {
            addresses = await WebhookAddress.FindAsync(url, cancellation).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            return Text.Verbatim(Printable.Escape(error.Message));
        }

        if (addresses.Length == 0)
            return new Text("its name stands for an address that is not called", "её имя указывает на адрес, к которому обращаться нельзя");
        CommandResult said = await runner.RunAsync(CommandOf(url, addresses), Encoding.UTF8.GetBytes(OrdersOf(delivery, WebhookSignature.Of(secret, now, delivery.Body))), TimeSpan.FromSeconds(Seconds + 5), null, cancellation).ConfigureAwait(false);
        string status = said.OutputText.Trim();
        if (said.Succeeded)
            return status is ['2', _, _] ? null : new Text($"it answered {Printable.Escape(status)}", $"ответ: {Printable.Escape(status)}");
        return said.TimedOut ? new Text("it did not answer in time", "ответ не пришёл вовремя") : Text.Verbatim(Printable.EscapeLines(said.Error).Trim());
    }

    private static CommandSpec CommandOf(Uri url, IPAddress[] addresses)
    {
        string places = string.Join(',', addresses.Select(address => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString()));
        // An address in the place of the name needs no finding, and curl takes it for an error.
        string[] known = url.HostNameType == UriHostNameType.Dns ? ["--resolve", $"{url.Host}:{url.Port.ToString(CultureInfo.InvariantCulture)}:{places}"] : [];
        return CommandSpec.Of(
            "curl",
            [
                "--disable", "--silent", "--show-error", "--globoff", "--noproxy", "*", "--proto", "=http,https", "--max-redirs", "0", "--connect-timeout", "5", "--max-time", Seconds.ToString(CultureInfo.InvariantCulture),
                .. known, "--output", "/dev/null", "--write-out", "%{http_code}", "--config", "-",
            ]);
    }

    /// <summary>As curl's configuration has it: in quotes, with a backslash before those in it.</summary>
    private static string OrdersOf(WebhookDelivery delivery, string signature) =>
        $"""
        url = "{delivery.Url}"
        user-agent = "agsekit"
        header = "Content-Type: application/json"
        header = "Expect:"
        header = "X-Agsekit-Delivery: {delivery.Id}"
        header = "X-Agsekit-Signature: {signature}"
        data-binary = "{delivery.Body.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}"

        """;
}
