using System.Diagnostics;
using System.Globalization;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Processes;

/// <summary>Not beside other tests: some of these count the open files and the children of the whole process.</summary>
[NonParallelizable]
public sealed class CommandRunnerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly CommandRunner _runner = new(TimeProvider.System);

    [TestCase("exit 0", 0)]
    [TestCase("exit 7", 7)]
    [TestCase("exit 255", 255)]
    [TestCase("kill -TERM $$", 143)]
    [TestCase("kill -KILL $$", 137)]
    public async Task The_exit_code_is_the_shells(string script, int code)
    {
        CommandResult result = await Shell(script);

        Assert.That(result.ExitCode, Is.EqualTo(code));
        Assert.That(result.TimedOut, Is.False);
        Assert.That(result.Succeeded, Is.EqualTo(code == 0));
    }

    [Test]
    public async Task Both_outputs_are_kept_apart_byte_for_byte()
    {
        CommandResult result = await Shell("printf 'out\\377\\n'; printf err >&2");

        Assert.That(result.Output, Is.EqualTo(new byte[] { (byte)'o', (byte)'u', (byte)'t', 0xFF, (byte)'\n' }));
        Assert.That(result.ErrorText, Is.EqualTo("err"));
    }

    [Test]
    public async Task Input_larger_than_the_pipe_comes_back_through_cat()
    {
        byte[] input = new byte[3_000_000];
        new Random(1).NextBytes(input);

        CommandResult result = await _runner.RunAsync(CommandSpec.Of("cat"), input, Long, null, CancellationToken.None);

        Assert.That(result.Output.AsSpan().SequenceEqual(input));
    }

    [Test]
    public async Task A_command_that_does_not_want_its_input_is_no_failure()
    {
        CommandResult result = await _runner.RunAsync(CommandSpec.Of("sh", "-c", "exec <&-; echo done"), new byte[3_000_000], Long, null, CancellationToken.None);

        Assert.That(result.Succeeded);
        Assert.That(result.OutputText, Is.EqualTo("done\n"));
    }

    [Test]
    public async Task Without_input_standard_input_is_at_its_end() => Assert.That((await Shell("cat; echo end")).OutputText, Is.EqualTo("end\n"));

    [Test]
    public async Task Output_beyond_the_limit_is_read_and_thrown_away()
    {
        CommandResult result = await Shell($"head -c {CommandRunner.OutputLimit + 1_000_000} /dev/zero; echo end >&2");

        Assert.That(result.Succeeded);
        Assert.That(result.Output, Has.Length.EqualTo(CommandRunner.OutputLimit));
        Assert.That(result.ErrorText, Is.EqualTo("end\n"));
    }

    [Test]
    public async Task Lines_come_while_the_command_runs()
    {
        using var folder = new TemporaryFolder();
        var seen = new TaskCompletionSource<string>();
        Task<CommandResult> run = _runner.RunAsync(
            CommandSpec.Of("sh", "-c", "echo first; while [ ! -e answer ]; do sleep 0.05; done; echo second") with { WorkingFolder = folder.FullPath },
            default, Long, line => seen.TrySetResult(line), CancellationToken.None);

        Assert.That(await seen.Task.WaitAsync(Long / 2), Is.EqualTo("first"));
        await File.WriteAllTextAsync(folder.At("answer"), "");
        Assert.That((await run).OutputText, Is.EqualTo("first\nsecond\n"));
    }

    [Test]
    public void What_a_receiver_of_lines_throws_ends_the_command_and_comes_out()
    {
        var watch = Stopwatch.StartNew();

        InvalidOperationException error = Assert.ThrowsAsync<InvalidOperationException>(() => _runner.RunAsync(
            CommandSpec.Of("sh", "-c", "echo a; exec sleep 60"), default, Long, _ => throw new InvalidOperationException("no"), CancellationToken.None))!;

        Assert.That(error.Message, Is.EqualTo("no"));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task When_the_time_is_over_the_command_and_all_its_children_end_and_what_came_is_kept()
    {
        CommandResult result = await _runner.RunAsync(
            CommandSpec.Of("sh", "-c", "(trap '' TERM; while :; do sleep 1; done) & echo $!; wait"), default, TimeSpan.FromSeconds(1), null, CancellationToken.None);

        Assert.That(result.TimedOut);
        Assert.That(result.Succeeded, Is.False);
        Assert.That(await IsGone(int.Parse(result.OutputText, CultureInfo.InvariantCulture)), "the child that ignores SIGTERM");
    }

    [Test]
    public async Task A_command_that_ignores_being_asked_is_killed()
    {
        CommandResult result = await _runner.RunAsync(
            CommandSpec.Of("sh", "-c", "trap '' TERM; while :; do sleep 1; done"), default, TimeSpan.FromMilliseconds(300), null, CancellationToken.None);

        Assert.That((result.TimedOut, result.ExitCode), Is.EqualTo((true, 137)));
    }

    [Test]
    public async Task Whoever_gives_up_gets_the_cancellation_and_the_command_ends()
    {
        using var giveUp = new CancellationTokenSource();
        var pid = new TaskCompletionSource<int>();
        Task run = _runner.RunAsync(
            CommandSpec.Of("sh", "-c", "echo $$; exec sleep 60"), default, Long, line => pid.TrySetResult(int.Parse(line, CultureInfo.InvariantCulture)), giveUp.Token);
        int process = await pid.Task.WaitAsync(Long);

        await giveUp.CancelAsync();

        Assert.CatchAsync<OperationCanceledException>(() => run);
        Assert.That(await IsGone(process));
        Assert.CatchAsync<OperationCanceledException>(() => _runner.RunAsync(CommandSpec.Of("true"), default, Long, null, giveUp.Token));
    }

    [Test]
    public async Task A_grandchild_that_keeps_the_output_delays_the_answer_two_seconds_and_loses_nothing()
    {
        var watch = Stopwatch.StartNew();

        CommandResult result = await Shell("setsid sleep 30 & echo $!; exit 3");

        Assert.That((result.ExitCode, result.TimedOut), Is.EqualTo((3, false)));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        int process = int.Parse(result.OutputText, CultureInfo.InvariantCulture);
        Assert.That(Mono.Unix.Native.Syscall.kill(process, Mono.Unix.Native.Signum.SIGKILL), Is.Zero, "it was not ours to end");
    }

    [Test]
    public async Task Signals_are_at_their_defaults_in_the_child()
    {
        string status = (await _runner.RunAsync(CommandSpec.Of("cat", "/proc/self/status"), default, Long, null, CancellationToken.None)).OutputText;

        string[] masks = [.. status.Split('\n').Where(line => line.StartsWith("SigBlk:", StringComparison.Ordinal) || line.StartsWith("SigIgn:", StringComparison.Ordinal))];
        Assert.That(masks, Has.Length.EqualTo(2));
        Assert.That(masks, Is.All.EndsWith("\t0000000000000000"));
    }

    [Test]
    public async Task The_child_inherits_the_three_standard_descriptors_and_no_other()
    {
        // One of ours, and one as we could have been started with: without close-on-exec.
        using var open = new FileStream("/dev/null", FileMode.Open);
        int inherited = Mono.Unix.Native.Syscall.dup(0);
        Assert.That(inherited, Is.GreaterThan(2));

        CommandResult result = await _runner.RunAsync(CommandSpec.Of("ls", "/proc/self/fd"), default, Long, null, CancellationToken.None);

        Assert.That(Mono.Unix.Native.Syscall.close(inherited), Is.Zero);
        Assert.That(result.OutputText, Is.EqualTo("0\n1\n2\n3\n"), "3 is the folder ls reads");
    }

    [Test]
    public async Task The_working_folder_and_the_environment_are_the_ones_asked_for()
    {
        using var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("AGSEKIT_TEST_INHERITED", "yes");
        var command = CommandSpec.Of("sh", "-c", "pwd; echo \"$AGSEKIT_TEST_ADDED|${HOME-unset}|$AGSEKIT_TEST_INHERITED\"") with
        {
            WorkingFolder = folder.FullPath,
            Environment = CommandSpec.Of("").Environment.Add("AGSEKIT_TEST_ADDED", "a b=ж").Add("HOME", null),
        };

        CommandResult result = await _runner.RunAsync(command, default, Long, null, CancellationToken.None);

        Assert.That(result.OutputText, Is.EqualTo($"{folder.FullPath}\na b=ж|unset|yes\n"));
    }

    [Test]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] words = ["", "a b", "$HOME", "'", "\"", "*", "ж\n", "-n", "\\"];

        CommandResult result = await _runner.RunAsync(CommandSpec.Of("printf", ["%s\\0", .. words]), default, Long, null, CancellationToken.None);

        Assert.That(result.OutputText.Split('\0')[..^1], Is.EqualTo(words));
    }

    [Test]
    public void A_word_with_NUL_is_refused_and_not_cut() =>
        Assert.ThrowsAsync<ArgumentException>(() => _runner.RunAsync(CommandSpec.Of("echo", "a\0b"), default, Long, null, CancellationToken.None));

    [Test]
    public void A_program_that_is_not_there_is_named_with_its_package()
    {
        KitException error = Assert.ThrowsAsync<KitException>(() => _runner.RunAsync(CommandSpec.Of("agsekit-no-such"), default, Long, null, CancellationToken.None))!;

        Assert.That(error.Code, Is.EqualTo(ErrorCode.ToolMissing));
        Assert.That(MissingTool.Of("qemu-img").Fix.English, Is.EqualTo("sudo apt-get install qemu-utils"));
        Assert.That(MissingTool.Of("/opt/x/tool").Fix.English, Does.Not.Contain("apt-get"));
        Assert.That(MissingTool.Of("qemu-img", inSnap: true).Message, Does.Contain("Multipass is needed"));
        Assert.That(MissingTool.Of("qemu-img", inSnap: true).Fix.English, Does.Contain("snap install multipass").And.Not.Contain("apt-get"));
        Assert.That(MissingTool.Of("curl", inSnap: true).ToString(), Does.Contain("'curl'").And.Not.Contain("ultipass").And.Not.Contain("apt-get"));
        Assert.That(MissingTool.Of("/opt/x/tool", inSnap: true).Fix.English, Does.Not.Contain("multipass"), "a program of the user's own");
    }

    [Test]
    public void A_missing_working_folder_is_blamed_and_not_the_program()
    {
        SystemCallException error = Assert.ThrowsAsync<SystemCallException>(
            () => _runner.RunAsync(CommandSpec.Of("true") with { WorkingFolder = "/no/such/folder" }, default, Long, null, CancellationToken.None))!;

        Assert.That(error.Message, Is.EqualTo("chdir: /no/such/folder: ENOENT"));
    }

    [Test]
    public async Task Five_hundred_runs_leave_no_open_file_and_no_child()
    {
        await Shell("true");
        int before = OpenFiles();

        for (int i = 0; i < 500; i += 10)
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _runner.RunAsync(CommandSpec.Of("true"), default, Long, null, CancellationToken.None)));
        for (int i = 0; i < 20; i++)
            Assert.ThrowsAsync<KitException>(() => _runner.RunAsync(CommandSpec.Of("agsekit-no-such"), default, Long, null, CancellationToken.None));

        Assert.That(OpenFiles(), Is.LessThanOrEqualTo(before + 2));
        Assert.That(Zombies(), Is.Empty);
    }

    private static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static List<string> Zombies()
    {
        var zombies = new List<string>();
        foreach (string children in Directory.GetDirectories("/proc/self/task").Select(task => task + "/children").Where(File.Exists))
        {
            foreach (string child in File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (File.Exists($"/proc/{child}/stat") && File.ReadAllText($"/proc/{child}/stat").Contains(") Z ", StringComparison.Ordinal))
                    zombies.Add(child);
            }
        }

        return zombies;
    }

    private static async Task<bool> IsGone(int process)
    {
        for (int i = 0; i < 100; i++)
        {
            string path = $"/proc/{process}/stat";
            try
            {
                if (!File.Exists(path) || (await File.ReadAllTextAsync(path)).Contains(") Z ", StringComparison.Ordinal))
                    return true;
            }
            catch (IOException)
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }

    private Task<CommandResult> Shell(string script) => _runner.RunAsync(CommandSpec.Of("sh", "-c", script), default, Long, null, CancellationToken.None);
}
