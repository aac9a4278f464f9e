using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>What <c>http_proxy</c> says: nothing, a ready proxy, or a helper in the VM that leads to one.</summary>
/// <param name="Url">The address the agent's variables get; may hold a password. Null: not this.</param>
/// <param name="Upstream">The proxy the helper leads to; null: no helper.</param>
/// <param name="Listen">Where the helper listens in the VM; null: a port of the pool.</param>
public sealed record HttpProxySettings(string? Url, ProxyAddress? Upstream, PortAddress? Listen)
{
    public static HttpProxySettings None { get; } = new(null, null, null);

    public bool IsNone => Url is null && Upstream is null;

    public static HttpProxySettings Direct(string url) => new(url, null, null);

    public static HttpProxySettings Helper(ProxyAddress upstream, PortAddress? listen = null) => new(null, upstream, listen);

    /// <summary>Without names and passwords.</summary>
    public override string ToString() => Url is not null ? PackageMirrors.Shown(Url)! : Upstream?.ToString() ?? "";
}
