namespace AgentSafetyKit.Configuration;

/// <summary>An address that is told when a session ends.</summary>
/// <param name="Url">http or https, without a password.</param>
/// <param name="Secret">Where the key comes from that each message is signed with.</param>
public sealed record WebhookSettings(Uri Url, SecretSource Secret)
{
    /// <summary>It names this computer.</summary>
    public bool IsLoopback => IsLocal(Url.Host);

    public static bool IsLocal(string host) => host == "localhost" || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out System.Net.IPAddress? address) && System.Net.IPAddress.IsLoopback(address));
}
