using System.Collections.Immutable;
using System.Text;
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
    public async Task What_was_delivered_is_gone_before_the_agent_starts()
    {
        CommandResult result = await Start(["sh", "-c", "cat \"$1\"/*", "x", Path.Combine(_folder, "private-1")], new Dictionary<string, string> { ["SECRET"] = "canary" }, null);
        Assert.That(result.OutputText, Does.Not.Contain("canary").And.Not.Contain("SECRET"));
    }

    [Test]
    public async Task Who_waits_for_a_delivery_goes_on_when_all_of_it_is_there()
    {
        string own = Path.Combine(_folder, "private");
        Task<CommandResult> started = Shell("start-agent.sh", default, own);
        await Task.Delay(300);
        byte[] script = AgentStartScript.Compose(_folder, "", ["echo", "late"], new Dictionary<string, string>(), "");
        Assert.That(started.IsCompleted, Is.False);
        Assert.That((await Shell("deliver-start.sh", script, own, "", "", "lines")).ExitCode, Is.Zero);
        Assert.That((await started).OutputText, Is.EqualTo("late\n"));
    }

    [Test]
    public async Task A_missing_agent_ends_what_waits_for_it_and_can_be_delivered_again()
    {
        string own = Path.Combine(_folder, "private");
        byte[] script = AgentStartScript.Compose(_folder, "mine", ["agent-program"], new Dictionary<string, string>(), "");
        Assert.That((await Shell("deliver-start.sh", script, own, "mine", "agent-program", "lines")).ExitCode, Is.EqualTo(97));
        Assert.That((await Shell("start-agent.sh", default, own)).ExitCode, Is.EqualTo(97));
        string bin = Directory.CreateDirectory(Path.Combine(_folder, ".local/share/agsekit/agents/mine/current/run")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bin, "agent-program"), "#!/bin/sh\necho its own");
        File.SetUnixFileMode(Path.Combine(bin, "agent-program"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // Another type's program of the same name does not take its place.
        string shared = Directory.CreateDirectory(Path.Combine(_folder, ".local/bin")).FullName;
        await File.WriteAllTextAsync(Path.Combine(shared, "agent-program"), "#!/bin/sh\necho another");
        File.SetUnixFileMode(Path.Combine(shared, "agent-program"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.That((await Shell("deliver-start.sh", script, own, "mine", "agent-program", "lines")).ExitCode, Is.Zero);
        Assert.That((await Shell("start-agent.sh", default, own)).OutputText, Is.EqualTo("its own\n"));
    }

    [Test]
    public async Task What_left_the_agents_session_does_not_keep_the_run_from_ending()
    {
        CommandResult result = await Start(["sh", "-c", "setsid sleep 60 & echo done; echo said >&2; exit 3"], new Dictionary<string, string>(), null);
        Assert.That((result.ExitCode, result.OutputText, result.ErrorText), Is.EqualTo((3, "done\n", "said\n")));
        Assert.That(result.TimedOut, Is.False);
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
        string own = Path.Combine(_folder, $"private-{++_starts}");
        byte[] script = AgentStartScript.Compose(folder ?? _folder, "", [.. command], variables, "");
        CommandResult put = await Shell("deliver-start.sh", script, own, "", "", Ascii.IsValid(script) ? "lines" : "whole");
        Assert.That(put.ExitCode, Is.Zero, put.ErrorText);
        return await Shell("start-agent.sh", default, own);
    }

    private async Task<CommandResult> Shell(string script, ReadOnlyMemory<byte> input, params string[] words)
    {
        CommandSpec spec = CommandSpec.Of("sh", ["-c", GuestScript.Read(script), script, .. words]) with { Environment = ImmutableDictionary<string, string?>.Empty.Add("HOME", _folder) };
        return await new CommandRunner(TimeProvider.System).RunAsync(spec, input, TimeSpan.FromSeconds(20), null, CancellationToken.None);
    }
}
