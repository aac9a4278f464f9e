using System.Collections.Immutable;
using System.Globalization;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Makes an agent's traffic go through a proxy. What that takes in the guest (a configuration in memory, a helper) ends with the run's private folder there, so nobody has to end it. Programs are installed when they are
/// first needed.
/// </summary>
/// <param name="guest">Where the agent runs.</param>
/// <param name="runId">Names the run's private folder in the guest's memory.</param>
public sealed class GuestProxy(SshConnection guest, string runId)
{
    private const string Near = "localhost,127.0.0.1,::1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _private = RunMemory.FolderOf(runId);

    /// <summary>The command and the variables to start the agent with. A variable the agent's own settings give stays as it is.</summary>
    /// <exception cref="KitException">A program can not be installed, or the helper does not start.</exception>
    public async Task<(ImmutableArray<string> Command, IReadOnlyDictionary<string, string> Variables)> PrepareAsync(
        RunProxy proxy, ImmutableArray<string> command, IReadOnlyDictionary<string, string> variables, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (proxy.Proxychains is { } chained)
        {
            await RequireAsync("proxychains4", progress, cancellation).ConfigureAwait(false);
            await BeginAsync("proxychains", ProxyConfiguration.Proxychains(chained), default, cancellation).ConfigureAwait(false);
            return (["proxychains4", "-q", "-f", _private + "-proxy/config", .. command], variables);
        }

        if (proxy.Http.IsNone)
            return (command, variables);
        return (command, WithProxy(variables, proxy.Http.Url ?? await HelperAsync(proxy, progress, cancellation).ConfigureAwait(false)));
    }

    /// <summary>The names programs look for; there are programs that take only one of the two spellings.</summary>
    internal static SortedDictionary<string, string> WithProxy(IReadOnlyDictionary<string, string> variables, string url)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in new[] { ("HTTP_PROXY", url), ("HTTPS_PROXY", url), ("ALL_PROXY", url), ("NO_PROXY", Near) })
            all[name] = all[name.ToLowerInvariant()] = value;
        foreach ((string name, string value) in variables)
            all[name] = value;
        return all;
    }

    private async Task<string> HelperAsync(RunProxy proxy, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        await RequireAsync("privoxy", progress, cancellation).ConfigureAwait(false);
        PortRange ports = proxy.Http.Listen is { } listen ? new PortRange(listen.Port, listen.Port) : proxy.Ports;
        int port = await BeginAsync("privoxy", ProxyConfiguration.Privoxy(proxy.Http.Upstream!), ports, cancellation).ConfigureAwait(false);
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
    }

    /// <summary>Answers the helper's port.</summary>
    private async Task<int> BeginAsync(string kind, byte[] configuration, PortRange ports, CancellationToken cancellation)
    {
        string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
        GuestResult begun = await guest.RunAsync(
            GuestScripts.Command("proxy/begin.sh", _private, kind, Number(ports.Start), Number(ports.End)), configuration, Patience, cancellation).ConfigureAwait(false);
        if (begun.Succeeded && int.TryParse(begun.OutputText.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && (port == 0 || ports.Contains(port)))
            return port;
        string said = Printable.EscapeLines(begun.Error).Trim();
        throw new KitException(
            ErrorCode.GuestCommandFailed,
            new Text($"the proxy of the run did not start in VM '{guest.Target.Name}'", $"прокси запуска не заработал в ВМ «{guest.Target.Name}»"),
            Text.Verbatim(said.Length > 0 ? said : "?"),
            new Text("see http_proxy, proxychains and http_proxy_port_pool in the configuration", "посмотрите http_proxy, proxychains и http_proxy_port_pool в настройках"));
    }

    private async Task RequireAsync(string program, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        GuestResult found = await guest.RunAsync(["sh", "-c", "PATH=$PATH:/usr/sbin command -v \"$1\"", "sh", program], default, Patience, cancellation).ConfigureAwait(false);
        if (found.Succeeded)
            return;
        try
        {
            await new GuestBundles(guest, GuestSources.None).InstallForProxyAsync(program, progress, cancellation).ConfigureAwait(false);
        }
        catch (KitException error) when (error.Code is not ErrorCode.GuestUnreachable)
        {
            throw new KitException(
                error.Code,
                new Text($"{program}, which the run's proxy needs, was not installed in VM '{guest.Target.Name}'", $"{program}, который нужен для прокси запуска, не установлен в ВМ «{guest.Target.Name}»"),
                error.Cause,
                new Text($"install it there: agsekit shell {guest.Target.Name}, then: sudo apt-get install {program}", $"установите его там: agsekit shell {guest.Target.Name}, затем: sudo apt-get install {program}"));
        }
    }
}
