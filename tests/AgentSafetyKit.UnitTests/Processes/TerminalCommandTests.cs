using System.Text;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Processes;

public sealed class TerminalCommandTests
{
    [Test]
    public async Task The_command_has_a_terminal_of_its_own_and_of_this_size()
    {
        await using TerminalCommand command = TerminalCommand.Start(CommandSpec.Of("sh", "-c", "test -t 0 && test -t 1 && test -t 2 && stty size </dev/tty; exit 7"), 101, 33);
        Assert.That((await All(command), await command.Exit), Is.EqualTo(("33 101\r\n", 7)));
    }

    [Test]
    public async Task It_takes_keys_and_is_told_of_a_new_size()
    {
        const string script = "stty -echo; trap 'stty size' WINCH; echo ready; while read -r line; do echo \"got $line\"; [ \"$line\" = end ] && exit 0; done";
        await using TerminalCommand command = TerminalCommand.Start(CommandSpec.Of("bash", "-c", script), 80, 24);
        var seen = new StringBuilder();
        await Until(command, seen, "ready");
        command.Write("one\n"u8);
        await Until(command, seen, "got one");
        command.Resize(120, 40);
        command.Write("two\n"u8);
        await Until(command, seen, "40 120");
        command.Write("end\n"u8);
        await Until(command, seen, "got end");
        Assert.That(await command.Exit, Is.Zero);
    }

    [Test]
    public async Task Ending_it_ends_whatever_runs_in_its_terminal_and_whoever_reads()
    {
        TerminalCommand command = TerminalCommand.Start(CommandSpec.Of("bash", "-c", "trap '' HUP TERM; sleep 1000 & echo $!; wait"), 80, 24);
        var seen = new StringBuilder();
        await Until(command, seen, "\n");
        int inside = int.Parse(seen.ToString(), System.Globalization.CultureInfo.InvariantCulture);
        Task<string> rest = All(command);
        await command.DisposeAsync();
        await rest.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(File.Exists($"/proc/{inside}/stat") && !File.ReadAllText($"/proc/{inside}/stat").Contains(") Z ", StringComparison.Ordinal), Is.False);
        command.Resize(10, 10);
        command.Write("late\n"u8);
    }

    private static Task<string> All(TerminalCommand command) => Task.Run(() =>
    {
        var all = new StringBuilder();
        var buffer = new byte[4096];
        for (int count; (count = command.Read(buffer)) > 0;)
            all.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return all.ToString();
    });

    private static Task Until(TerminalCommand command, StringBuilder seen, string words) => Task.Run(() =>
    {
        var buffer = new byte[4096];
        while (!seen.ToString().Contains(words, StringComparison.Ordinal))
        {
            int count = command.Read(buffer);
            Assert.That(count, Is.Positive, seen.ToString());
            seen.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }).WaitAsync(TimeSpan.FromSeconds(20));
}
