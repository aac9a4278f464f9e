using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>Run by a real shell: what matters is what arrives.</summary>
public sealed class AgentStartScriptTests
{
    private string _folder = "";
    private int _starts;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("agsekit-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("plain")]
    [TestCase("it's $HOME `id` \"quoted\" \\ ; rm -rf x & | > <")]
    [TestCase("")]
    [TestCase("line one\nline two\n")]
    [TestCase("русский \u202e")]
    public async Task Variables_and_words_arrive_as_they_are(string value)
    {
        CommandResult result = await Start(["printf", "%s|%s|%s|%s", value, "--", "-n", "last"], new Dictionary<string, string> { ["SECRET"] = value }, null);
        Assert.That(result.OutputText, Is.EqualTo($"{value}|--|-n|last"));
        result = await Start(["sh", "-c", "printf %s \"$SECRET\""], new Dictionary<string, string> { ["SECRET"] = value }, null);
        Assert.That(result.OutputText, Is.EqualTo(value));
    }

    [Test]
    public async Task The_script_is_gone_before_the_agent_starts()
    {
        CommandResult result = await Start(["sh", "-c", "ls \"$1\"", "x", Path.Combine(_folder, "private-1")], new Dictionary<string, string>(), null);
        Assert.That(result.OutputText.Split('\n'), Does.Not.Contain("start"));
    }

    [Test]
    public async Task The_agent_starts_in_the_folder_and_its_exit_code_passes()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a b'c"));
        CommandResult result = await Start(["sh", "-c", "pwd; exit 42"], new Dictionary<string, string>(), Path.Combine(_folder, "a b'c"));
        Assert.That(result.OutputText.Trim(), Does.EndWith("/a b'c"));
        Assert.That(result.ExitCode, Is.EqualTo(42));
    }

    [Test]
    public async Task What_the_agent_leaves_in_the_background_ends_with_it_and_nothing_else_does()
    {
        var bystander = ChildProcess.StartAttached(CommandSpec.Of("sleep", "60"));
        CommandResult result = await Start(["sh", "-c", "sleep 1234 & echo $!"], new Dictionary<string, string>(), null);
        Assert.That(result.TimedOut, Is.False);
        Assert.That(ProcessIdentity.Of(int.Parse(result.OutputText, System.Globalization.CultureInfo.InvariantCulture)), Is.Null);
        Assert.That(bystander.HasExited, Is.False);
        await bystander.StopAsync(TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task A_missing_program_is_127_and_a_missing_folder_125()
    {
        CommandResult result = await Start(["no-such-agent"], new Dictionary<string, string>(), null);
        Assert.That((result.ExitCode, result.ErrorText), Is.EqualTo((127, "agsekit: 'no-such-agent' is not installed in the VM\n")));
        result = await Start(["true"], new Dictionary<string, string>(), "/no/such/folder");
        Assert.That(result.ExitCode, Is.EqualTo(125));
    }

    private async Task<CommandResult> Start(string[] command, Dictionary<string, string> variables, string? folder)
    {
        // Each start has a private folder of its own, as each run has.
        string script = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, $"private-{++_starts}")).FullName, "start");
        await File.WriteAllBytesAsync(script, AgentStartScript.Compose(folder ?? _folder, [.. command], variables, GuestScript.Read("start-agent.sh")));
        return await new CommandRunner(TimeProvider.System).RunAsync(CommandSpec.Of("sh", script), ReadOnlyMemory<byte>.Empty, TimeSpan.FromSeconds(20), null, CancellationToken.None);
    }
}
