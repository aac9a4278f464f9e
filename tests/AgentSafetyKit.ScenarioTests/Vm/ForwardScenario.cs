using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A scenario with <c>portforward</c> at work: what the guest started, and the keepers, are ended after it.</summary>
internal abstract class ForwardScenario : MachineScenario
{
    /// <summary>A server in the guest that sends back what it gets, at the port given.</summary>
    private const string Echo = "import socketserver,sys\nclass E(socketserver.StreamRequestHandler):\n def handle(self):\n  for line in self.rfile: self.wfile.write(b'guest '+line)\nclass S(socketserver.ThreadingTCPServer):\n allow_reuse_address=True\nS(('127.0.0.1',int(sys.argv[1])),E).serve_forever()";

    private readonly List<ChildProcess> _keepers = [];

    [TearDown]
    public async Task EndKeepers()
    {
        foreach (ChildProcess keeper in _keepers)
            await keeper.StopAsync(TimeSpan.FromSeconds(15));
        _keepers.Clear();
        if (SharedMachine.State() == "running")
            Guest("pkill -f '^python3 -' ; true");
    }

    protected void Forward(params string[] forwards) => ForwardOnly("auto_ports: false", forwards);

    /// <summary>Writes the configuration: the VM with these forwards, each in YAML, and another key of the VM.</summary>
    protected void ForwardOnly(string key, params string[] forwards)
    {
        Configure();
        string file = Path.Combine(Home, "config.yaml");
        SharedMachine.WriteConfig(File.ReadAllText(file).Replace("image:", $"{key}, port-forwarding: [{string.Join(", ", forwards)}], image:", StringComparison.Ordinal));
    }

    protected static string Local(int host, int guest) => $"{{type: local, host-addr: \"127.0.0.1:{host}\", vm-addr: \"127.0.0.1:{guest}\"}}";

    protected static string Remote(int guest, int host) => $"{{type: remote, host-addr: \"127.0.0.1:{host}\", vm-addr: \"127.0.0.1:{guest}\"}}";

    protected static string Socks(int guest) => $"{{type: socks5, vm-addr: \"127.0.0.1:{guest}\"}}";

    protected ChildProcess Keep(string? log = null) => Start(log ?? AgentLog, "portforward");

    protected ChildProcess Start(string log, params string[] words)
    {
        ChildProcess keeper = Kit.Start(log, words);
        _keepers.Add(keeper);
        return keeper;
    }

    /// <summary>Ends it as Ctrl+C does.</summary>
    protected async Task Interrupt(ChildProcess keeper)
    {
        _keepers.Remove(keeper);
        keeper.Send(Signal.Interrupt);
        Assert.That(await EndOf(keeper), Is.EqualTo(130));
    }

    /// <summary>Starts a server in the guest that answers each line.</summary>
    protected void ServeInGuest(int port)
    {
        Guest("setsid -f python3 -c \"$1\" \"$2\" > /dev/null 2>&1 < /dev/null", Echo, Number(port));
        Guest("for i in $(seq 100); do ss -Hltn \"sport = :$1\" | grep -q . && exit 0; sleep 0.1; done; exit 1", Number(port));
    }

    protected void EndInGuest(int port) => Guest("pkill -f \"^python3 -c.* $1\\$\"", Number(port));

    protected IReadOnlyList<JsonElement> Ports() => [.. Json("ports").GetProperty("ports").EnumerateArray()];

    /// <summary>All forwards are up, and there are so many.</summary>
    protected bool AreUp(int count) => Ports() is { } ports && ports.Count == count && ports.All(port => port.GetProperty("state").GetString() == "up");

    protected Task UntilUp(int count, double seconds = 60) => Until(() => AreUp(count), $"{count} forwards up", seconds, () => string.Join('\n', Ports()));

    /// <summary>What the echo server in the guest says through a port of the host; null: nobody answers.</summary>
    protected static async Task<string?> AskAsync(int port, string word = "hello")
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(TimeSpan.FromSeconds(2));
            return await AskAsync(client, word);
        }
        catch (Exception error) when (error is SocketException or IOException or TimeoutException)
        {
            return null;
        }
    }

    protected static async Task<string?> AskAsync(TcpClient client, string word)
    {
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(word + "\n"));
        byte[] answer = new byte[100];
        int count = await client.GetStream().ReadAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return count == 0 ? null : System.Text.Encoding.ASCII.GetString(answer, 0, count).TrimEnd();
    }

    protected async Task UntilAnswers(int port, double seconds)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (await AskAsync(port) != "guest hello")
        {
            if (TimeProvider.System.GetElapsedTime(begin).TotalSeconds > seconds)
                Assert.Fail($"port {port} does not lead to the guest again within {seconds} s\n{LogText}");
            await Task.Delay(100);
        }

        TestContext.Out.WriteLine($"answers after {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:0.0} s");
    }

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    protected static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
