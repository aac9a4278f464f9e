using System.Globalization;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>A real terminal (tmux's) with one command in it, whose keys are pressed and whose screen is read. When the command has ended, its code is on the screen as <c>ENDED:code</c>.</summary>
internal sealed class TerminalSession : IDisposable
{
    private readonly string _socket;

    /// <param name="socket">A path for the terminal's own socket.</param>
    /// <param name="kit">Where, and with which variables, the command runs.</param>
    /// <param name="words">The words behind <c>agsekit</c>.</param>
    public TerminalSession(string socket, KitBinary kit, params string[] words)
    {
        _socket = socket;
        IEnumerable<string> variables = kit.Variables.Where(variable => variable.Value is not null).Select(variable => $"{variable.Key}={variable.Value}");
        string line = $"env -u CONFIG_PATH {ShellQuote.Words(variables)} {ShellQuote.Word(KitBinary.Path)} {ShellQuote.Words(words)}; echo ENDED:$?; sleep 1000";
        Tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "-c", kit.WorkingFolder, line);
    }

    public string Screen => Tmux("capture-pane", "-p");

    public void Type(string text) => Tmux("send-keys", "-l", "--", text);

    /// <summary>Presses keys by tmux's names, such as <c>Enter</c> or <c>C-c</c>.</summary>
    public void Press(params string[] keys) => Tmux(["send-keys", .. keys]);

    public void Line(string text)
    {
        Type(text);
        Press("Enter");
    }

    public void Resize(int columns, int rows) =>
        Tmux("resize-window", "-x", columns.ToString(CultureInfo.InvariantCulture), "-y", rows.ToString(CultureInfo.InvariantCulture));

    public async Task WaitFor(string text, double seconds = 60)
    {
        long begin = TimeProvider.System.GetTimestamp();
        string screen;
        while (!(screen = Screen).Contains(text, StringComparison.Ordinal))
        {
            if (TimeProvider.System.GetElapsedTime(begin).TotalSeconds > seconds)
                Assert.Fail($"'{text}' did not appear within {seconds} s:\n{screen}");
            await Task.Delay(100);
        }
    }

    public void Dispose() => Run("kill-server");

    private string Tmux(params string[] words)
    {
        CommandResult result = Run(words);
        Assert.That(result.ExitCode, Is.Zero, result.ErrorText);
        return result.OutputText;
    }

    private CommandResult Run(params string[] words) => new CommandRunner(TimeProvider.System)
        .RunAsync(CommandSpec.Of("tmux", ["-S", _socket, .. words]), default, TimeSpan.FromSeconds(20), null, CancellationToken.None).GetAwaiter().GetResult();
}
