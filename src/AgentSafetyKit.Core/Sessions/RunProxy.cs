using System.Diagnostics.CodeAnalysis;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>The proxy of one run, if any: what the user says at the run comes before what the agent's settings say, and that before the VM's.</summary>
/// <param name="Proxychains">The agent is led through this one by proxychains; null: not.</param>
/// <param name="Http">The agent's variables name a proxy.</param>
/// <param name="Ports">For a helper that is given no port.</param>
public sealed record RunProxy(ProxyAddress? Proxychains, HttpProxySettings Http, PortRange Ports)
{
    public static RunProxy None { get; } = new(null, HttpProxySettings.None, PortRange.OfProxies);

    public bool IsNone => Proxychains is null && Http.IsNone;

    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>: no address; <see cref="ErrorCode.ConfigInvalid"/>: both kinds at once.</exception>
    public static RunProxy Of(RunRequest request, AgentSettings agent, MachineSettings machine, GlobalSettings global)
    {
        ProxyAddress? chained = request.Proxychains is { } given ? Parse(given, "--proxychains") : agent.OwnProxychains ? agent.Proxychains : machine.Proxychains;
        HttpProxySettings http = request.HttpProxy is { } named
            ? Parse(named, "--http-proxy") is { } upstream ? HttpProxySettings.Helper(upstream) : HttpProxySettings.None
            : agent.HttpProxy ?? machine.HttpProxy;
        if (chained is null || http.IsNone)
            return new RunProxy(chained, http, global.ProxyPorts);
        throw new KitException(
            ErrorCode.ConfigInvalid,
            new Text($"the agent '{agent.Name}' is not run", $"агент «{agent.Name}» не запущен"),
            new Text($"it would get two proxies: proxychains ({chained}) and http_proxy ({http})", $"у него было бы два прокси: proxychains ({chained}) и http_proxy ({http})"),
            new Text("switch one of them off: --proxychains \"\" or --http-proxy \"\"", "отключите один из них: --proxychains \"\" или --http-proxy \"\""));
    }

    private static ProxyAddress? Parse(string text, string option) => text.Length == 0 ? null : ProxyAddress.Parse(text) ?? Refuse(option);

    [DoesNotReturn]
    private static ProxyAddress Refuse(string option) => throw new KitException(
        ErrorCode.Usage,
        new Text($"{option} can not be used", $"{option} не подходит"),
        new Text("it is not an address such as socks5://127.0.0.1:1080 (http, https, socks4 or socks5)", "это не адрес вида socks5://127.0.0.1:1080 (http, https, socks4 или socks5)"),
        new Text("give one, or \"\" for none", "укажите такой адрес или \"\", если прокси не нужен"));
}
