using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>What forwards and proxies say about one another, and who else could use them.</summary>
internal sealed class NetworkCheck(KitConfig config, ConfigProblemList problems)
{
    private const int FirstFreePort = 1024;

    public void Run()
    {
        GlobalSettings global = config.Global;
        if (global.ProxyPorts.Start > global.ProxyPorts.End)
        {
            problems.Error(ConfigRule.OutOfRange, global.Origins.At("http_proxy_port_pool"), "global.http_proxy_port_pool", new Text(
                $"start ({global.ProxyPorts.Start}) is behind end ({global.ProxyPorts.End})", $"начало (start: {global.ProxyPorts.Start}) больше конца (end: {global.ProxyPorts.End})"));
        }

        var onHost = new Dictionary<PortAddress, string>();
        CheckListener(onHost);
        CheckWebhooks();
        foreach (MachineSettings machine in config.Machines)
        {
            string path = $"vms.{Printable.Escape(machine.Name)}";
            var inGuest = new Dictionary<int, string>();
            for (int i = 0; i < machine.Forwards.Length; i++)
                Check(machine.Forwards[i], $"{path}.port-forwarding[{i}]", onHost, inGuest);
            CheckProxies(machine.HttpProxy, machine.Proxychains is not null, machine.Origins, path);
        }

        foreach (AgentSettings agent in config.Agents)
            CheckProxies(agent.HttpProxy ?? HttpProxySettings.None, agent.Proxychains is not null, agent.Origins, $"agents.{Printable.Escape(agent.Name)}");
    }

    private void CheckListener(Dictionary<PortAddress, string> onHost)
    {
        if (config.Api.Listen is not { } listen)
            return;
        onHost.Add(listen, "api.listen");
        if (!listen.IsLoopback)
        {
            problems.Error(ConfigRule.NotSupportedYet, config.Api.Origins.At("listen"), "api.listen", new Text(
                $"'{listen}' is not the loopback: tokens would cross the network unencrypted, and this version has no TLS; from another computer use ssh -L",
                $"'{listen}' — не loopback: токены шли бы по сети открытым текстом, а TLS в этой версии нет; с другого компьютера используйте ssh -L"));
        }
    }

    /// <summary>Only this computer and hosts that were named for it are called, and what leaves this computer is encrypted.</summary>
    private void CheckWebhooks()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < config.Api.Webhooks.Length; i++)
        {
            WebhookSettings hook = config.Api.Webhooks[i];
            string path = $"api.webhooks[{i}].url", host = Printable.Escape(hook.Url.Host);
            if (!told.Add(hook.Url.OriginalString))
                problems.Error(ConfigRule.Conflict, config.Api.Origins.At("webhooks"), path, new Text("is there twice: what it is told is signed with one key", "указан дважды: сообщения подписываются одним ключом"));
            if (hook.IsLoopback)
                continue;
            if (!config.Api.WebhookHosts.Contains(hook.Url.Host))
            {
                problems.Error(ConfigRule.UnknownReference, config.Api.Origins.At("webhooks"), path, new Text(
                    $"'{host}' is not this computer, and not one of api.webhook_hosts", $"«{host}» — не этот компьютер и не указан в api.webhook_hosts"));
            }
            else if (hook.Url.Scheme != Uri.UriSchemeHttps)
            {
                problems.Error(ConfigRule.InvalidValue, config.Api.Origins.At("webhooks"), path, new Text(
                    $"'{host}' is another computer: it is called by https only", $"«{host}» — другой компьютер: к нему можно обращаться только по https"));
            }
        }
    }

    private void Check(ForwardSettings forward, string path, Dictionary<PortAddress, string> onHost, Dictionary<int, string> inGuest)
    {
        if (forward.Kind == ForwardKind.Socks5 && forward.Host is not null)
        {
            problems.Error(ConfigRule.Conflict, forward.Position, path + ".host-addr", new Text(
                "belongs to the types local and remote: what a socks5 forward leads to is asked for by who uses it", "относится к типам local и remote: куда ведёт socks5, говорит тот, кто им пользуется"));
        }
        else if (forward.Kind != ForwardKind.Socks5 && forward.Host is null)
        {
            problems.Error(ConfigRule.MissingKey, forward.Position, path + ".host-addr", new Text("is required: an address such as 127.0.0.1:8080", "обязательный ключ: адрес, например 127.0.0.1:8080"));
        }

        if (forward.Kind == ForwardKind.Local)
            CheckOnHost(forward, path, onHost);
        else
            CheckInGuest(forward, path, inGuest);
    }

    private void CheckOnHost(ForwardSettings forward, string path, Dictionary<PortAddress, string> taken)
    {
        if (forward.Host is not { } host)
            return;
        if (!taken.TryAdd(host, path))
        {
            problems.Error(ConfigRule.Conflict, forward.Position, path + ".host-addr", new Text(
                $"'{host}' is taken by {taken[host]}", $"'{host}' уже занят: {taken[host]}"));
        }

        if (!host.IsLoopback)
        {
            problems.Warning(ConfigRule.OpenToOthers, forward.Position, path + ".host-addr", new Text(
                $"'{host}' is not the loopback: other computers can reach this port of the VM", $"'{host}' — не loopback: этот порт ВМ будет доступен с других компьютеров"));
        }
    }

    private void CheckInGuest(ForwardSettings forward, string path, Dictionary<int, string> taken)
    {
        PortAddress guest = forward.Guest;
        if (guest.Port < FirstFreePort)
        {
            problems.Error(ConfigRule.OutOfRange, forward.Position, path + ".vm-addr", new Text(
                $"'{guest}' can not be opened: ports below {FirstFreePort} belong to root in the VM, and its SSH server opens them for nobody else",
                $"'{guest}' не открыть: порты ниже {FirstFreePort} в ВМ принадлежат root, и её SSH-сервер не открывает их больше ни для кого"));
        }

        if (!taken.TryAdd(guest.Port, path))
        {
            problems.Error(ConfigRule.Conflict, forward.Position, path + ".vm-addr", new Text(
                $"port {guest.Port} in the VM is taken by {taken[guest.Port]}", $"порт {guest.Port} в ВМ уже занят: {taken[guest.Port]}"));
        }

        if (!guest.IsLoopback)
        {
            problems.Warning(ConfigRule.OpenToOthers, forward.Position, path + ".vm-addr", new Text(
                $"'{guest}' is not the loopback of the VM: its SSH server listens on the loopback all the same, unless its GatewayPorts says otherwise",
                $"'{guest}' — не loopback ВМ: её SSH-сервер всё равно слушает loopback, если его GatewayPorts не говорит иного"));
        }
    }

    private void CheckProxies(HttpProxySettings http, bool proxychains, KeyOrigins origins, string path)
    {
        if (proxychains && !http.IsNone)
        {
            problems.Error(ConfigRule.Conflict, origins.At("http_proxy"), path + ".http_proxy", new Text(
                "and proxychains exclude each other; remove one of them", "и proxychains исключают друг друга; уберите одно из двух"));
        }

        if (http is { Url: not null, Upstream: not null })
        {
            problems.Error(ConfigRule.Conflict, origins.At("http_proxy"), path + ".http_proxy", new Text(
                "url is a ready proxy and upstream is reached through a helper; give one of them", "url — готовый прокси, upstream — прокси за помощником; укажите одно из двух"));
        }
        else if (http is { Listen: not null, Upstream: null })
        {
            problems.Error(ConfigRule.MissingKey, origins.At("http_proxy"), path + ".http_proxy.upstream", new Text(
                "is required with listen: the proxy the helper leads to", "обязательный ключ при listen: прокси, к которому ведёт помощник"));
        }
        else if (http.Listen is { } listen && (!listen.IsLoopback || listen.Port < FirstFreePort))
        {
            problems.Error(ConfigRule.OutOfRange, origins.At("http_proxy"), path + ".http_proxy.listen", new Text(
                $"'{listen}' is not a port of the VM's loopback from {FirstFreePort} on", $"'{listen}' — не порт loopback ВМ начиная с {FirstFreePort}"));
        }
    }
}
