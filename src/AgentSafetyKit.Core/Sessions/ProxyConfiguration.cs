using System.Text;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Sessions;

/// <summary>The configurations of the programs that lead an agent through a proxy, as src/guest/proxy/begin.sh takes them: the proxy's host, then the file. They may hold a password.</summary>
internal static class ProxyConfiguration
{
    /// <summary>proxychains4: names are looked up behind the proxy, what is on the guest's own loopback is reached directly. It knows HTTP proxies by one name, whatever the scheme.</summary>
    public static byte[] Proxychains(ProxyAddress proxy)
    {
        string kind = proxy.Scheme is "socks4" or "socks5" ? proxy.Scheme : "http";
        string login = proxy.User.Length > 0 ? $" {proxy.User} {proxy.Password}" : "";
        return Encoding.UTF8.GetBytes(
            $"{proxy.Host}\nstrict_chain\nquiet_mode\nproxy_dns\nremote_dns_subnet 224\ntcp_read_time_out 15000\ntcp_connect_time_out 8000\nlocalnet 127.0.0.0/255.0.0.0\n[ProxyList]\n{kind} @PROXY@ {proxy.Port}{login}\n");
    }

    /// <summary>privoxy, which changes nothing of what goes through it.</summary>
    public static byte[] Privoxy(ProxyAddress upstream)
    {
        string login = upstream.User.Length > 0 ? $"{upstream.User}:{upstream.Password}@" : "";
        string forward = upstream.Scheme switch
        {
            "socks5" => $"forward-socks5 / {login}{upstream.Address} .",
            "socks4" => $"forward-socks4a / {upstream.Address} .",
            _ => $"forward / {login}{upstream.Address}",
        };
        return Encoding.UTF8.GetBytes(
            $"{upstream.Host}\ntoggle 0\nenable-remote-toggle 0\nenable-edit-actions 0\nenable-remote-http-toggle 0\nenforce-blocks 0\nsocket-timeout 600\nkeep-alive-timeout 5\n{forward}\n");
    }
}
