using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Boxes and sessions that may call some hosts and nothing else.</summary>
[Order(103)]
internal sealed class FilteredNetworkScenarios : MachineScenario
{
    private const int Patience = 900_000;
    private const string Page = "curl -s -m 20 http://page.trial.test:8077/page";

    [SetUp]
    public void ServePages()
    {
        Allow("'*.trial.test:8077', 'page.trial.test:8443', plain.test");
        // A network behind the VM, with servers of HTTP and HTTPS; others on the VM's own address in it, and on its loopback.
        Guest("""
            sudo cp /etc/hosts /tmp/hosts.before; printf '192.168.77.1 page.trial.test other.test plain.test\n127.0.0.1 evil.trial.test\n192.168.77.2 own.trial.test\n169.254.169.254 secrets.trial.test\n' | sudo tee -a /etc/hosts >/dev/null
            sudo ip netns add far && sudo ip link add near0 type veth peer name far0 netns far && sudo ip addr add 192.168.77.2/30 dev near0 && sudo ip link set near0 up
            sudo ip -n far addr add 192.168.77.1/30 dev far0; sudo ip -n far link set far0 up
            mkdir -p /tmp/served; cd /tmp/served; echo reached >page; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=page.trial.test -keyout key -out certificate 2>/dev/null
            cat >tls.py <<'E'
            import http.server, ssl
            server = http.server.ThreadingHTTPServer(("192.168.77.1", 8443), http.server.SimpleHTTPRequestHandler)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain("certificate", "key")
            server.socket = context.wrap_socket(server.socket, server_side=True)
            server.serve_forever()
            E
            for port in 8077 8079; do setsid sudo ip netns exec far python3 -m http.server -d /tmp/served -b 192.168.77.1 $port >/dev/null 2>&1 </dev/null & done
            setsid sudo ip netns exec far python3 tls.py >/dev/null 2>&1 </dev/null &
            for at in 127.0.0.1 192.168.77.2; do setsid python3 -m http.server -d /tmp/served -b $at 8077 >/dev/null 2>&1 </dev/null & done
            """);
    }

    [TearDown]
    public void RemovePages()
    {
        Kit.Run("box", "rm", "trial", "--yes");
        Guest("sudo pkill -f '[h]ttp.server -d /tmp/served|[t]ls.py'; sudo ip link del near0; sudo ip netns del far; sudo cp /tmp/hosts.before /etc/hosts; rm -rf /tmp/served");
        Assert.That(Gateways(), Is.Empty, "a gateway ends with what it was for");
        Assert.That(Guest("ls -A /run/user/1000 | grep '^agsekit-gateway-' || true"), Is.Empty);
    }

    [Test, Order(1), CancelAfter(Patience)]
    public async Task A_box_calls_the_hosts_it_may_and_nothing_else()
    {
        CommandResult made = Kit.Run("box", "trial");
        Assert.That(made.ExitCode, Is.Zero, made.ErrorText);
        Assert.That(Kit.Run("box", "ls").OutputText, Does.Contain("filtered"));
        await UntilInBox(Page, "reached\n", "the servers are there");
        Assert.That(InBox("curl -sk -m 20 https://page.trial.test:8443/page"), Is.EqualTo("reached\n"));
        Assert.That(InBox("curl -sk -m 20 --connect-to other.test:8443:page.trial.test:8443 https://other.test:8443/page; echo CODE:$?"), Is.EqualTo("CODE:35\n"), "another host behind the same address");
        Assert.That(InBox($"{Page} --proxytunnel"), Does.Not.Contain("reached"), "what is passed on unread is TLS");
        Assert.That(InBox("python3 -c 'import urllib.request as r; print(r.urlopen(\"http://page.trial.test:8077/page\").read())'"), Is.EqualTo("b'reached\\n'\n"));
        Assert.That(InBox(Page.Replace("page.trial", "other", StringComparison.Ordinal)), Is.EqualTo("agsekit: other.test:8077 is not one of boxes.allow\n"));
        Assert.That(InBox(Page.Replace("8077", "8079", StringComparison.Ordinal)), Is.EqualTo("agsekit: page.trial.test:8079 is not one of boxes.allow\n"));
        Assert.That(InBox("curl -s -m 20 http://plain.test:8077/page"), Does.Contain("not one of"), "without a port those of http and https");
        Assert.That(InBox(Page.Replace("page.", "evil.", StringComparison.Ordinal)), Is.EqualTo("agsekit: evil.trial.test stands for an address that is not called\n"), "the VM itself");
        Assert.That(InBox(Page.Replace("page.", "own.", StringComparison.Ordinal)), Is.EqualTo("agsekit: own.trial.test stands for an address that is not called\n"), "also by another address of its");
        Assert.That(InBox(Page.Replace("page.", "secrets.", StringComparison.Ordinal)), Is.EqualTo("agsekit: secrets.trial.test stands for an address that is not called\n"));
        Assert.That(InBox($"{Page} http://page.trial.test:8077/page -I | grep -ci '^connection: close'"), Is.EqualTo("2\n"));
        Assert.That(InBox("curl -s -m 20 http://192.168.77.1:8077/page"), Does.Contain("not one of"), "its number is another name");
        Assert.That(InBox("curl -s -m 20 --noproxy '*' http://192.168.77.1:8077/page || echo CODE:$?; getent hosts example.org || echo unknown; grep -c : /proc/net/dev; wc -l </proc/net/route"), Is.EqualTo("CODE:7\nunknown\n1\n1\n"));
    }

    [Test, Order(2), CancelAfter(Patience)]
    public async Task What_a_box_sends_its_gateway_harms_nobody()
    {
        Assert.That(Kit.Run("box", "trial").ExitCode, Is.Zero);
        await UntilInBox(Page, "reached\n", "the servers are there");
        const string send = """
            import socket, sys
            def ask(data, wait=True):
                s = socket.create_connection(("127.0.0.1", 3128))
                s.settimeout(20)
                s.sendall(data)
                return s.recv(65536).split(b"\r\n")[0].decode() if wait else s
            to = b"http://page.trial.test:8077"
            for data in [b"garbage\r\n\r\n", b"GET " + to + b"@other.test/ HTTP/1.1\r\n\r\n", b"GET /page HTTP/1.1\r\n\r\n", b"GET " + to + b"/page HTTP/1.1\r\nx y: z\r\n\r\n",
                         b"GET " + to + b"/page HTTP/1.1\r\nA: \r b\r\n\r\n", b"POST " + to + b" HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"CONNECT page.trial.test:8077x HTTP/1.1\r\n\r\n", b"CONNECT page.trial.test:99999 HTTP/1.1\r\n\r\n", b"CONNECT a..b.trial.test:8077 HTTP/1.1\r\n\r\n",
                         b"CONNECT [::1]:8077 HTTP/1.1\r\n\r\n", b"POST " + to + b" HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"GET " + to + b"/page HTTP/1.1\r\nHost: other.test\r\n\r\n" * 2]:
                print(ask(data))
            print(ask(b"x" * 100000))
            many = [ask(b"CONNECT page.trial.test:8077 HTTP/1.1\r\n\r\n", wait=False) for _ in range(300)]
            for _ in range(300):
                ask(b"POST " + to + b"/page HTTP/1.1\r\nContent-Length: 10\r\n\r\nx", wait=False).close()
            """;
        Assert.That(InBox($"cat >t.py <<'E'\n{send}\nE\npython3 t.py 2>&1").Split('\n'), Is.EqualTo(new[]
        {
            "HTTP/1.1 400 Refused", "HTTP/1.1 400 Refused", "HTTP/1.1 400 Refused", "HTTP/1.1 400 Refused", "HTTP/1.1 400 Refused", "HTTP/1.1 411 Refused", "HTTP/1.1 400 Refused",
            "HTTP/1.1 400 Refused", "HTTP/1.1 400 Refused", "HTTP/1.1 400 Refused", "HTTP/1.1 411 Refused", "HTTP/1.0 200 OK", "HTTP/1.1 400 Refused", "",
        }));
        await UntilInBox(Page, "reached\n", "hundreds of connections hold up nobody once they are gone");
        await Until(() => Guest("ls /proc/$(pgrep -f '[a]gsekit-gateway.py')/fd | wc -l").Trim() is { Length: < 3 } count && int.Parse(count, null) < 20, "and none stays open");
    }

    [Test, Order(3), CancelAfter(Patience)]
    public async Task The_gateway_is_there_again_whatever_ended_it_and_knows_a_new_list()
    {
        Assert.That(Kit.Run("box", "trial").ExitCode, Is.Zero);
        await UntilInBox(Page, "reached\n", "the servers are there");
        for (int i = 0; i < 7; i++)
            Guest("systemctl --user kill --signal KILL 'agsekit-gateway-*'; sleep 0.2");
        await UntilInBox(Page, "reached\n", "killed again and again");
        Guest("podman stop -t 0 agsekit-box-trial >/dev/null 2>&1");
        await Until(() => Gateways().Length == 0, "it ends with the box");
        Assert.That(Kit.Run("box", "trial").ExitCode, Is.Zero);
        Assert.That(InBox(Page), Is.EqualTo("reached\n"), "the box was begun again");
        Allow("other.test:8077");
        Assert.That(InBox(Page), Is.EqualTo("reached\n"), "not entered yet");
        string gateway = Guest("pgrep -f '[a]gsekit-gateway.py'");
        Assert.That(Kit.Run("box", "trial").ExitCode, Is.Zero);
        Assert.That(Guest("pgrep -f '[a]gsekit-gateway.py'"), Is.EqualTo(gateway), "the same one, which what is in the box can not have taken the place of");
        Assert.That(InBox(Page), Does.Contain("not one of"));
        Assert.That(InBox(Page.Replace("page.trial", "other", StringComparison.Ordinal)), Is.EqualTo("reached\n"));
    }

    [Test, Order(4), CancelAfter(Patience)]
    public async Task A_session_has_it_too_and_gets_no_more()
    {
        ChildProcess daemon = Kit.Start(Path.Combine(Root, "daemon.log"), "daemon", "run");
        try
        {
            await Until(() => Kit.Run("session", "list").ExitCode == 0, "the daemon is ready");
            CommandResult more = Kit.Run("session", "create", "--network", "open");
            Assert.That((more.ExitCode, more.ErrorText.Contains("boxes.network", StringComparison.Ordinal)), Is.EqualTo((2, true)), more.ErrorText);
            string id = Kit.Run("session", "create").OutputText.Trim();
            await Until(() => Kit.Run("session", "run", id, "--", "sh", "-c", Page).OutputText == "reached\n", "it is reached");
            Assert.That(Kit.Run("session", "run", id, "--", "sh", "-c", Page.Replace("page.", "evil.", StringComparison.Ordinal)).OutputText, Does.Contain("not called"));
            string less = Kit.Run("session", "create", "--network", "none").OutputText.Trim();
            Assert.That(Kit.Run("session", "run", less, "--", "sh", "-c", Page).ExitCode, Is.Not.Zero);
            Assert.That((Gateways().Split('\n').Length, Kit.Run("session", "delete", id).ExitCode, Kit.Run("session", "delete", less).ExitCode), Is.EqualTo((1, 0, 0)));
            await Until(() => Gateways().Length == 0, "it ends with the session");
        }
        finally
        {
            await daemon.StopAsync(TimeSpan.FromSeconds(25));
        }
    }

    private static void Allow(string hosts) => SharedMachine.WriteConfig(SharedMachine.MachineYaml + $"boxes: {{network: filtered, allow: [{hosts}]}}\n");

    private string Gateways() => Guest("systemctl --user list-units --plain --no-legend 'agsekit-gateway-*' | cut -d ' ' -f 1").Trim();

    private string InBox(string line)
    {
        CommandResult said = Kit.Run("box", "exec", "trial", "--", "sh", "-c", line);
        TestContext.Out.WriteLine(said.ErrorText);
        return said.OutputText;
    }

    private Task UntilInBox(string line, string said, string what) => Until(() => InBox(line) == said, what);
}
