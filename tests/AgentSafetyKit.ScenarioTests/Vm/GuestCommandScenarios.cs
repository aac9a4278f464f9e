using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary><c>exec</c> and <c>ssh</c>: words, bytes and codes pass unchanged.</summary>
internal sealed class GuestCommandScenarios : MachineScenario
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(125)]
    [TestCase(255)]
    public void The_code_of_a_command_is_passed_on(int code)
    {
        CommandResult result = Kit.Run("exec", Machine, "--", "sh", "-c", $"exit {code}");
        Assert.That((result.ExitCode, result.OutputText, result.ErrorText), Is.EqualTo((code, "", "")));
    }

    [Test]
    public void A_command_that_is_not_there_is_127() => Assert.That(Kit.Run("exec", Machine, "--", "no-such-command").ExitCode, Is.EqualTo(127));

    [Test]
    public void A_command_killed_by_a_signal_is_128_and_its_number() => Assert.That(Kit.Run("exec", Machine, "--", "sh", "-c", "kill -TERM $$").ExitCode, Is.EqualTo(143).Or.EqualTo(255));

    [Test]
    public void Words_arrive_as_they_are()
    {
        string[] words = ["a b", "", "'", "\"", "$HOME", "`id`", "$(id)", "\\", "\\n", "new\nline", "*", "--", "-x", "~", "a;b", "a&b", "!", "кириллица", "tab\t"];
        CommandResult result = Kit.Run(["exec", Machine, "--", "printf", "<%s>", .. words]);
        Assert.That((result.ExitCode, result.OutputText), Is.EqualTo((0, string.Concat(words.Select(word => $"<{word}>")))));
        Assert.That(Kit.Run("exec", Machine, "printf", "%s", "--yes").OutputText, Is.EqualTo("--yes"), "options behind the VM are the command's");
    }

    [Test]
    public void Standard_input_and_output_are_a_clean_pipe()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(5 << 20);
        string file = Path.Combine(Root, "bytes");
        File.WriteAllBytes(file, bytes);
        string sum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string home = $"AGSEKIT_HOME={Home}";
        Assert.That(Shell("env \"$1\" \"$2\" exec box -- sha256sum < \"$3\"", home, Harness.KitBinary.Path, file), Is.EqualTo(sum + "  -\n"));
        Assert.That(Shell("env \"$1\" \"$2\" exec box -- cat < \"$3\" | sha256sum", home, Harness.KitBinary.Path, file), Is.EqualTo(sum + "  -\n"));
        CommandResult both = Kit.Run("exec", Machine, "--", "sh", "-c", "echo out; echo err >&2");
        Assert.That((both.OutputText, both.ErrorText), Is.EqualTo(("out\n", "err\n")));
    }

    [Test]
    public void Ssh_takes_options_and_commands_of_ssh()
    {
        Assert.That(Kit.Run("ssh", Machine, "--", "echo", "$((40+2))").OutputText, Is.EqualTo("42\n"), "as ssh does it: a line for the guest's shell");
        Assert.That(Kit.Run("ssh", Machine, "exit 9").ExitCode, Is.EqualTo(9));
        CommandResult withOption = Kit.Run("ssh", Machine, "-o", "SetEnv=LC_MARK=here", "-v", "--", "echo fine");
        Assert.That((withOption.ExitCode, withOption.OutputText), Is.EqualTo((0, "fine\n")));
        Assert.That(withOption.ErrorText, Does.Contain("debug1:"));
    }

    [Test]
    public async Task Ssh_needs_no_mark_behind_its_options_and_its_forwards_end_with_it()
    {
        Assert.That(Kit.Run("ssh", Machine, "-o", "SetEnv=LC_MARK=here", "echo", "fine").OutputText, Is.EqualTo("fine\n"));
        Assert.That(Kit.Run("ssh", Machine, "-t", "-t", "test -t 0 && echo terminal").OutputText.Trim(), Is.EqualTo("terminal"));
        Assert.That(Kit.Run("ssh", Machine, "printf '%s|' \"a b\" 'c\"d'").OutputText, Is.EqualTo("a b|c\"d|"));
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        ChildProcess forward = Kit.Start(AgentLog, "ssh", Machine, "-N", "-L", $"127.0.0.1:{port}:127.0.0.1:22");
        await Until(() => BannerAt(port).StartsWith("SSH-2.0-", StringComparison.Ordinal), "the guest's SSH server at our port");
        forward.Send(Signal.Terminate);
        await forward.Exit;
        await Until(() => BannerAt(port).Length == 0, "the forward's end", 10);
    }

    private static string BannerAt(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            client.ReceiveTimeout = 5000;
            byte[] bytes = new byte[8];
            int count = client.GetStream().Read(bytes, 0, bytes.Length);
            return System.Text.Encoding.ASCII.GetString(bytes, 0, count);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return "";
        }
    }

    [Test]
    public void Names_that_are_wrong_are_named_with_what_was_meant()
    {
        CommandResult result = Kit.Run("exec", "bix", "--", "true");
        Assert.That(result.ExitCode, Is.EqualTo(125).Or.EqualTo(2));
        Assert.That(result.ErrorText, Does.Contain("bix").And.Contain("did you mean 'box'?"));
    }
}
