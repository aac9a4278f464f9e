using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>A daemon of the test's own, which is gone after it.</summary>
internal abstract class DaemonScenario : Scenario
{
    private readonly List<ChildProcess> _started = [];
    private ApiContract? _contract;

    protected string Log => Path.Combine(Root, "log");

    protected string SocketPath => Path.Combine(Home, "run", "agsekit.sock");

    /// <summary>What the daemon says of its answers; each that is asked for here is held against it.</summary>
    protected ApiContract Contract => _contract ??= new ApiContract(Exchange("/openapi.json", "GET", "", "").Body);

    protected static string Machines => "vms: {agent: {cpu: 1, ram: 1G, disk: 5G}}\n";

    [TearDown]
    public void EndAll()
    {
        foreach (ChildProcess process in _started)
        {
            process.Send(Signal.Kill);
            process.Exit.GetAwaiter().GetResult();
        }

        _started.Clear();
        _contract = null;
        if (Directory.Exists(Home))
            Kit.Run("daemon", "stop");
    }

    protected void Configure(string options = "") => WriteConfig($"{Machines}mounts:\n  - {{source: {Project}, min_free_space: 1M{options}}}\n");

    /// <summary>Starts it in the foreground of a process of ours, and waits until it is ready.</summary>
    protected ChildProcess Begin()
    {
        ChildProcess daemon = Kit.Start(Log, "daemon", "run");
        _started.Add(daemon);
        WaitUntil(() => daemon.HasExited || Ask("/readyz").Status == 200, "the daemon is ready");
        return daemon;
    }

    protected static int End(ChildProcess process, Signal signal)
    {
        process.Send(signal);
        return process.Exit.GetAwaiter().GetResult();
    }

    /// <summary>Asks as any other program would; 0: nobody answers.</summary>
    protected (int Status, string Headers, string Body) Ask(string path, string method = "GET", string headers = "", string body = "")
    {
        (int Status, string Headers, string Body) answer = Exchange(path, method, headers, body);
        if (answer.Status > 0 && !path.StartsWith("/v1/events", StringComparison.Ordinal))
            Contract.Check(method, path, answer.Status, MediaType(answer.Headers), answer.Body);
        return answer;
    }

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string MediaType(string headers) => headers.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))?[14..] ?? "";

    private (int Status, string Headers, string Body) Exchange(string path, string method, string headers, string body)
    {
        try
        {
            using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            connection.ReceiveTimeout = 20_000;
            connection.Connect(new UnixDomainSocketEndPoint(SocketPath));
            SendAll(connection, $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n{body}");
            using var answer = new MemoryStream();
            var buffer = new byte[65536];
            int count;
            while ((count = Receive(connection, buffer)) > 0)
                answer.Write(buffer, 0, count);
            string[] parts = Encoding.UTF8.GetString(answer.ToArray()).Split("\r\n\r\n", 2);
            return (int.Parse(parts[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), parts[0], parts[1]);
        }
        catch (SocketException)
        {
            return (0, "", "");
        }
    }

    /// <summary>What is refused before all of it was read is answered all the same.</summary>
    private static void SendAll(Socket connection, string request)
    {
        try
        {
            connection.Send(Encoding.UTF8.GetBytes(request));
        }
        catch (SocketException)
        {
            // The answer says why.
        }
    }

    private static int Receive(Socket connection, byte[] buffer)
    {
        try
        {
            return connection.Receive(buffer);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    protected JsonElement Status() => JsonDocument.Parse(Ask("/v1/daemon").Body).RootElement;

    protected JsonElement[] Events() => [.. Kit.Run("events", "--last", "0", "--json").OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    protected string[] Kinds() => [.. Events().Select(happened => happened.GetProperty("kind").GetString()!)];

    protected int SnapshotsIn(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Count(name => !name.Contains("partial", StringComparison.Ordinal)) : 0;

    protected void WaitForSnapshots(int count) => WaitUntil(() => SnapshotsIn(Backups) >= count, $"{count} snapshots");

    protected void WaitUntil(Func<bool> so, string what, double seconds = 60)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!so())
        {
            if (TimeProvider.System.GetElapsedTime(begin).TotalSeconds > seconds)
                Assert.Fail($"{what}\n{(File.Exists(Log) ? File.ReadAllText(Log) : "")}");
            Thread.Sleep(20);
        }
    }
}
