using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A server as people have one in a VM, from Debian's package servers, used from the host through a forward the daemon keeps.</summary>
[Order(101)]
internal sealed class RealServerScenarios : ForwardScenario
{
    private const int Keys = 20_000, BigBytes = 8 << 20;

    [Test]
    public async Task A_Redis_in_the_VM_is_used_from_the_host_and_again_after_the_connection_broke()
    {
        Guest(
            """
            if ! command -v redis-server > /dev/null; then
                sudo apt-get -q update > /dev/null && sudo DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends redis-server > /dev/null || exit 1
            fi
            sudo systemctl start redis-server && redis-cli flushall > /dev/null
            """);
        int here = FreePort();
        Forward(Local(here, 6379));
        Start(AgentLog, "daemon", "run");
        await UntilUp(1);

        // Its own client, as a person has it.
        Assert.That(Shell("printf 'SET greeting \"hello from here\"\\nGET greeting\\nPING\\n' | redis-cli -p \"$1\"; timeout 60 redis-benchmark -p \"$1\" -q -n 5000 -c 20 -t set,lpush | tr '\\r' '\\n' | grep -c 'requests per second'", Number(here)), Is.EqualTo("OK\nhello from here\nPONG\n2\n"));
        Guest("redis-cli flushall > /dev/null");

        byte[] big = RandomBytes();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, here);
            long begin = TimeProvider.System.GetTimestamp();
            Task reading = Expect(client, string.Concat(Enumerable.Repeat("+OK\r\n", Keys)));
            var commands = new StringBuilder();
            for (int key = 0; key < Keys; key++)
                commands.Append(CultureInfo.InvariantCulture, $"SET key{key} value{key}\r\n");
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(commands.ToString()));
            await reading;
            TestContext.Out.WriteLine($"{Keys} commands in {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:0.0} s");

            begin = TimeProvider.System.GetTimestamp();
            await Send(client, $"*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n${BigBytes}\r\n", big, "\r\nGET big\r\n");
            await Expect(client, $"+OK\r\n${BigBytes}\r\n");
            byte[] back = new byte[BigBytes];
            await client.GetStream().ReadExactlyAsync(back);
            Assert.That(back.AsSpan().SequenceEqual(big), "it comes back as it went");
            TestContext.Out.WriteLine($"{BigBytes >> 20} MiB there and back in {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:0.0} s");
        }

        await SharedMachine.KillAsync(SharedMachine.Processes("ControlPersist").Single());
        await Until(() => Size(here) == Keys + 1, "it answers through the next connection, and has all of it", 10);
    }

    [TearDown]
    public void EndRedis() => Guest("redis-cli flushall > /dev/null; sudo systemctl disable -q --now redis-server");

    private static byte[] RandomBytes()
    {
        byte[] bytes = new byte[BigBytes];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static async Task Send(TcpClient client, string before, byte[] bytes, string after)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(before));
        await client.GetStream().WriteAsync(bytes);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(after));
    }

    private static async Task Expect(TcpClient client, string answer)
    {
        byte[] got = new byte[answer.Length];
        await client.GetStream().ReadExactlyAsync(got).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(Encoding.ASCII.GetString(got), Is.EqualTo(answer));
    }

    /// <summary>How many keys it has; null: nobody answers.</summary>
    private static int? Size(int port)
    {
        try
        {
            using var client = new TcpClient { ReceiveTimeout = 2000 };
            client.Connect(IPAddress.Loopback, port);
            client.GetStream().Write("DBSIZE\r\n"u8);
            using var reader = new StreamReader(client.GetStream());
            return int.Parse(reader.ReadLine()?[1..] ?? "", CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is SocketException or IOException or FormatException)
        {
            return null;
        }
    }
}
