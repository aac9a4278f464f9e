using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSafetyKit.Daemon.Webhooks;

/// <summary>Shows who holds the key that a message is ours, and when it was sent: <c>t=SECONDS,v1=HEX</c>, HMAC-SHA256 (RFC 2104) over <c>SECONDS.BODY</c>.</summary>
internal static class WebhookSignature
{
    public static string Of(string secret, DateTimeOffset now, string body)
    {
        string time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}";
    }
}
