namespace AgentSafetyKit.Configuration.Effective;

/// <summary>Addresses without passwords. All three null: no proxy.</summary>
public sealed record EffectiveHttpProxy(string? Url, string? Upstream, string? Listen)
{
    public static EffectiveHttpProxy? Of(HttpProxySettings? proxy) =>
        proxy is null ? null : new EffectiveHttpProxy(PackageMirrors.Shown(proxy.Url), proxy.Upstream?.ToString(), proxy.Listen?.ToString());
}
