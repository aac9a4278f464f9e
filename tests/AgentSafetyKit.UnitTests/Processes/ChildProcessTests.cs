using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using Mono.Unix.Native;
using Signal = AgentSafetyKit.Native.Signal;

namespace AgentSafetyKit.UnitTests.Processes;

[NonParallelizable]
public sealed class ChildProcessTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Its_end_is_seen_and_signals_afterwards_go_nowhere()
    {
        ChildProcess child = ChildProcess.Start(CommandSpec.Of("sh", "-c", "exit 5"), new SpawnOptions());

        Assert.That(await child.Exit.WaitAsync(Long), Is.EqualTo(5));
        Assert.That(child.HasExited);
        child.Send(Signal.Kill);
        Assert.That(await child.StopAsync(TimeSpan.FromSeconds(1)), Is.EqualTo(5));
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public async Task A_group_or_session_of_its_own_can_be_had_together_and_alone(bool session, bool group)
    {
        ChildProcess child = ChildProcess.Start(CommandSpec.Of("sleep", "60"), new SpawnOptions { NewSession = session, NewProcessGroup = group });
        try
        {
            Assert.That(Syscall.getpgid(child.Id), Is.EqualTo(child.Id));
            Assert.That(Syscall.getsid(child.Id) == child.Id, Is.EqualTo(session));
        }
        finally
        {
            Assert.That(await child.StopAsync(TimeSpan.FromSeconds(10)), Is.EqualTo(143));
        }
    }

    [Test]
    public async Task Without_a_group_of_its_own_only_the_process_is_signalled()
    {
        ChildProcess child = ChildProcess.Start(CommandSpec.Of("sleep", "60"), new SpawnOptions());

        Assert.That(Syscall.getpgid(child.Id), Is.EqualTo(Syscall.getpgrp()));
        Assert.That(await child.StopAsync(TimeSpan.FromSeconds(10)), Is.EqualTo(143), "and we live to tell");
    }

    [Test]
    public async Task One_that_left_its_group_is_still_reached()
    {
        Libc.Pipe(out FileDescriptor read, out FileDescriptor write).Check("pipe2");
        // Becomes a member of our own group, which a group's leader may.
        ChildProcess child = ChildProcess.Start(
            CommandSpec.Of("python3", "-c", $"import os,time; os.setpgid(0, {Syscall.getpgrp()}); os.write(1, b'x'); time.sleep(60)"),
            new SpawnOptions { StandardOutput = write, NewProcessGroup = true });
        write.Dispose();
        using (read)
            Libc.Read(read, new byte[1], out _).Check("read");
        Assert.That(Syscall.getpgid(child.Id), Is.EqualTo(Syscall.getpgrp()), "the test's own premise");

        Assert.That(await child.StopAsync(TimeSpan.FromSeconds(5)).WaitAsync(Long), Is.EqualTo(143));
    }

    /// <summary>Whoever started us may have had SIGCHLD ignored, and that is inherited: the kernel then forgets how children ended.</summary>
    [Test]
    public async Task Exit_codes_are_known_even_if_we_were_started_with_SIGCHLD_ignored()
    {
        nint before = SetHandler(17, 1);
        try
        {
            ChildProcess child = ChildProcess.Start(CommandSpec.Of("sh", "-c", "exit 5"), new SpawnOptions());
            Assert.That(await child.Exit.WaitAsync(Long), Is.EqualTo(5));
        }
        finally
        {
            _ = SetHandler(17, before);
        }
    }

    [Test]
    public async Task Our_standard_output_as_its_standard_error_is_ours_and_not_its_own_output()
    {
        string ours = File.ResolveLinkTarget("/proc/self/fd/1", false)?.Name ?? "";
        Assert.That(ours, Is.Not.Empty, "the test's own premise");
        Libc.Pipe(out FileDescriptor read, out FileDescriptor write).Check("pipe2");
        using FileDescriptor reading = read;
        ChildProcess child = ChildProcess.Start(
            CommandSpec.Of("readlink", "/proc/self/fd/2"), new SpawnOptions { StandardOutput = write, StandardError = FileDescriptor.StandardOutput });
        write.Dispose();
        byte[] buffer = new byte[1000];
        Libc.Read(reading, buffer, out int count).Check("read");
        await child.Exit.WaitAsync(Long);

        Assert.That(System.Text.Encoding.UTF8.GetString(buffer, 0, count).TrimEnd('\n'), Does.EndWith(ours));
    }

    [Test]
    public async Task A_hundred_children_at_once_each_keep_their_own_exit_code()
    {
        ChildProcess[] children = [.. Enumerable.Range(0, 100).Select(i => ChildProcess.Start(CommandSpec.Of("sh", "-c", $"exit {i}"), new SpawnOptions()))];

        Assert.That(await Task.WhenAll(children.Select(child => child.Exit)).WaitAsync(Long), Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void A_file_that_is_no_program_is_an_error_with_its_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("tool"), "\u007fnot ELF");
        File.SetUnixFileMode(folder.At("tool"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        SystemCallException error = Assert.Throws<SystemCallException>(() => ChildProcess.Start(CommandSpec.Of(folder.At("tool")), new SpawnOptions()))!;

        Assert.That(error.Message, Is.EqualTo($"posix_spawn: {folder.At("tool")}: ENOEXEC"));
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetHandler(int signal, nint handler);

    [Test]
    public async Task A_process_that_outlives_us_carries_no_secrets_of_our_environment()
    {
        string log = Path.GetTempFileName();
        Environment.SetEnvironmentVariable("AGENT_TEST_TOKEN", "secret");
        try
        {
            await ChildProcess.StartDetached(CommandSpec.Of("env"), log).Exit.WaitAsync(Long);
            Assert.That(File.ReadAllText(log), Does.Contain("PATH=").And.Not.Contain("AGENT_TEST_TOKEN"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("AGENT_TEST_TOKEN", null);
            File.Delete(log);
        }
    }
}
