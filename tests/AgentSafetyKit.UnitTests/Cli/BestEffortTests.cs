using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class BestEffortTests
{
    [Test]
    public async Task A_usage_error_nobody_can_be_told_of_still_has_its_code()
    {
        using StreamWriter full = Full();
        Assert.That(await RunAsync(new StringWriter(), full, "nosuch"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_result_that_can_not_be_written_is_an_error_with_words()
    {
        using StreamWriter full = Full();
        var error = new StringWriter();
        Assert.That(await RunAsync(full, error, "version"), Is.EqualTo(4));
        Assert.That(error.ToString(), Does.Contain("ENOSPC"));
    }

    [Test]
    public void Progress_on_a_dead_terminal_does_not_end_the_work()
    {
        using StreamWriter full = Full();
        var settings = new TerminalSettings { ErrorIsTerminal = true };
        Assert.DoesNotThrow(() =>
        {
            using var terminal = new UserTerminal(new TerminalStreams(TextReader.Null, TextWriter.Null, full), settings);
            terminal.Progress().Report(new WorkProgress(new Text("working", "работаю")));
        });
    }

    private static StreamWriter Full()
    {
        Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated("/dev/full"), OpenFlags.WriteOnly, 0, out FileDescriptor file).Check("openat", "/dev/full");
        return new StreamWriter(new StandardStream(file, "standard stream", writes: true)) { AutoFlush = true };
    }

    private static Task<int> RunAsync(TextWriter output, TextWriter error, params string[] words)
    {
        var services = new KitServices(KitPaths.From(name => name == "AGSEKIT_HOME" ? "/nonexistent/agsekit" : null, 0), TimeProvider.System);
        return new Dispatcher(new TerminalStreams(TextReader.Null, output, error), new TerminalSettings(), services, AllCommands.Root).RunAsync(words, CancellationToken.None);
    }
}
