using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Agents behind a proxy of the host, which the guest reaches by a forward. The programs that takes are installed in the guest by the run itself.</summary>
[Order(90)]
internal sealed class ProxyScenarios : ForwardScenario
{
    /// <summary>The VM is emulated on two cores, and fetches packages.</summary>
    private const int Patience = 600_000;
    private const int InGuestPort = 7010;
    private const string Fetch = "curl -sS -m 30 http://far.test/path";

    private ProxyServer _proxy = null!;

    [SetUp]
    public async Task StartProxy()
    {
        _proxy = new ProxyServer();
        Forward(Remote(InGuestPort, _proxy.Port));
        Keep(Path.Combine(Root, "keeper.log"));
        await UntilUp(1);
    }

    [TearDown]
    public async Task EndProxy() => await _proxy.DisposeAsync();

    [Test, CancelAfter(Patience)]
    public void Proxychains_leads_the_agent_through_the_proxy_and_names_are_looked_up_behind_it()
    {
        CommandResult run = Kit.Run("run", "--proxychains", $"socks5://anna:CANARY@127.0.0.1:{InGuestPort}", LineAgent, $"{Fetch}; tr '\\0' ' ' < /proc/$$/cmdline | grep -c CAN[A]RY; ls /dev/shm | grep -c -- -proxy$", "agent");
        Assert.That((run.ExitCode, run.OutputText), Is.EqualTo((0, "by the proxy0\n1\n")), run.ErrorText);
        Assert.That(_proxy.Asked, Is.EqualTo(new[] { "socks anna:CANARY@far.test:80" }));
        Assert.That(Guest("sleep 2; find /dev/shm -name 'agsekit-*'"), Is.Empty, "it goes with the run");
    }

    [Test, CancelAfter(Patience)]
    public void A_helper_leads_to_an_upstream_and_ends_with_the_run()
    {
        CommandResult run = Kit.Run(
            "run", "--http-proxy", $"socks5://127.0.0.1:{InGuestPort}", LineAgent, $"{Fetch}; echo; env | grep -i _proxy | sort; pgrep -c privoxy", "agent");
        Assert.That(run.ExitCode, Is.Zero, run.ErrorText);
        Assert.That(run.OutputText, Is.EqualTo(string.Concat(new[]
        {
            "by the proxy\n", "ALL_PROXY=http://127.0.0.1:48000\n", "HTTPS_PROXY=http://127.0.0.1:48000\n", "HTTP_PROXY=http://127.0.0.1:48000\n", "NO_PROXY=localhost,127.0.0.1,::1\n",
            "all_proxy=http://127.0.0.1:48000\n", "http_proxy=http://127.0.0.1:48000\n", "https_proxy=http://127.0.0.1:48000\n", "no_proxy=localhost,127.0.0.1,::1\n", "1\n",
        })));
        Assert.That(_proxy.Asked, Is.EqualTo(new[] { "socks far.test:80" }));
        Assert.That(Guest("sleep 2; find /dev/shm -name 'agsekit-*'; pgrep -c privoxy; true"), Is.EqualTo("0\n"), "no helper outlives its run, and none of the package's own is started");
    }

    [Test, CancelAfter(Patience)]
    public async Task A_run_without_a_terminal_keeps_its_helper_until_it_ends()
    {
        CommandResult run = Kit.Run("run", "--detach", "--http-proxy", $"socks5://127.0.0.1:{InGuestPort}", LineAgent, $"sleep 3; {Fetch} > fetched 2>&1; touch done; until [ -e stop ]; do sleep 0.2; done", "agent");
        Assert.That(run.ExitCode, Is.Zero, run.ErrorText);
        await UntilExists("done");
        Assert.That(File.ReadAllText(Path.Combine(Project, "fetched")), Is.EqualTo("by the proxy"));
        File.WriteAllText(Path.Combine(Project, "stop"), "");
        await Until(() => Guest("pgrep -c privoxy; true") == "0\n", "the helper is gone", 30);
    }

    [Test]
    public void A_ready_proxy_of_the_configuration_needs_nothing_in_the_guest()
    {
        Proxied($"http_proxy: {{url: \"http://127.0.0.1:{InGuestPort}\"}}");
        CommandResult run = RunAgent(Fetch);
        Assert.That((run.ExitCode, run.OutputText), Is.EqualTo((0, "by the proxy")), run.ErrorText);
        Assert.That(_proxy.Asked, Is.EqualTo(new[] { "http http://far.test/path" }));
        CommandResult without = Kit.Run("run", "--http-proxy", "", LineAgent, "env | grep -ci _proxy; true", "agent");
        Assert.That(without.OutputText, Is.EqualTo("0\n"));
    }

    [Test]
    public void Two_proxies_at_once_are_refused()
    {
        Proxied($"http_proxy: {{url: \"http://127.0.0.1:{InGuestPort}\"}}");
        AssertRefused(
            Kit.Run("run", "--proxychains", "socks5://127.0.0.1:1080", LineAgent, "true"), 125, "it would get two proxies: proxychains (socks5://127.0.0.1:1080) and http_proxy (http://127.0.0.1:7010)", "--http-proxy \"\"");
        AssertRefused(Kit.Run("run", "--proxychains", "CANARY", LineAgent, "true"), 2, "it is not an address such as socks5://127.0.0.1:1080");
        Assert.That(_proxy.Asked, Is.Empty);
    }

    private void Proxied(string key) => ForwardOnly("auto_ports: false, " + key, Remote(InGuestPort, _proxy.Port));
}
