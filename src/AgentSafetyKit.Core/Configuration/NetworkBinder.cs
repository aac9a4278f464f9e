using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>The part of <see cref="ConfigBinder"/> for forwards and proxies; like it, it takes what is wrong as absent.</summary>
internal sealed class NetworkBinder(ConfigContext context)
{
    public PortRange ProxyPorts(Fields global)
    {
        if (global.Entries("http_proxy_port_pool").IsEmpty)
            return PortRange.OfProxies;
        var pool = new Fields(global.Node("http_proxy_port_pool"), context);
        return new PortRange(pool.Get("start", GlobalKeys.ProxyPort, PortRange.OfProxies.Start), pool.Get("end", GlobalKeys.ProxyPort, PortRange.OfProxies.End));
    }

    public ImmutableArray<ForwardSettings> Forwards(Fields machine)
    {
        if (machine.Items("port-forwarding") is not { } items)
            return [];
        var forwards = ImmutableArray.CreateBuilder<ForwardSettings>();
        foreach (YamlNode item in items)
        {
            var fields = new Fields(item, context);
            if (fields.Node("type") is YamlScalar type && MachineKeys.ForwardKinds.Parse(type, context) is { Problem: null } kind && Address(fields, "vm-addr") is { } guest)
                forwards.Add(new ForwardSettings(kind.Value, Address(fields, "host-addr"), guest, item.Position));
        }

        return forwards.ToImmutable();
    }

    public static ProxyAddress? Proxychains(Fields section) => ProxyAddress.Parse(section.Get("proxychains", Shapes.Proxy, ""));

    /// <summary>Null when absent.</summary>
    public HttpProxySettings? HttpProxy(Fields section)
    {
        if (section.Node("http_proxy") is not YamlMapping)
        {
            string text = section.Get("http_proxy", Shapes.Proxy, "");
            return section.Node("http_proxy") is null ? null : ProxyAddress.Parse(text) is { } upstream ? HttpProxySettings.Helper(upstream) : HttpProxySettings.None;
        }

        section.Entries("http_proxy");
        var fields = new Fields(section.Node("http_proxy"), context);
        string url = fields.Get("url", Shapes.ProxyUrl, "");
        return new HttpProxySettings(url.Length > 0 ? url : null, ProxyAddress.Parse(fields.Get("upstream", Shapes.Proxy, "")), Address(fields, "listen"));
    }

    public static PortAddress? Address(Fields fields, string key) => PortAddress.TryParse(fields.Get(key, Shapes.Address, ""), out PortAddress? address) ? address : null;
}
