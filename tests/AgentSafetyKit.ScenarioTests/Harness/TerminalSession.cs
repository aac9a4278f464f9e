using System.Globalization;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>A real terminal (tmux's) with one command in it, whose keys are pressed and whose screen is read. When the command has ended, its code is on the screen as <c>ENDED:code</c>.</summary>
internal sealed class TerminalSession : IDisposable
{
    private static int _count;
    private readonly string _socket;

    /// <param name="socket">A path for the terminal's own socket; each terminal puts a number behind it, because a server that is ending still answers on its own.</param>
    /// <param name="kit">Where, and with which variables, the command runs.</param>
    /// <param name="words">The words behind <c>agsekit</c>.</param>
    public TerminalSession(string socket, KitBinary kit, params string[] words)
        : this(socket, kit.Command(words))
    {
    }

    /// <param name="socket">As above.</param>
    /// <param name="command">Any program, with its folder and its variables.</param>
    public TerminalSession(string socket, CommandSpec command)
    {
        _socket = string.Create(CultureInfo.InvariantCulture, $"{socket}.{Interlocked.Increment(ref _count)}");
        // env(1) wants its options before the assignments.
        IEnumerable<string> removed = command.Environment.Where(variable => variable.Value is null).Select(variable => "-u " + variable.Key);
        IEnumerable<string> set = command.Environment.Where(variable => variable.Value is not null).Select(variable => ShellQuote.Word($"{variable.Key}={variable.Value}"));
        string line = $"env {string.Join(' ', removed.Concat(set))} {command}; echo ENDED:$?; exec sleep 1000";
        Tmux("-u", "-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "-c", command.WorkingFolder ?? "/", line);
    }

    public string Screen => Tmux("capture-pane", "-p");

    /// <summary>The screen with its colours (ECMA-48 SGR).</summary>
    public string ColouredScreen => Tmux("capture-pane", "-p", "-e");

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

    /// <summary>Waits until the command has ended with this code, and answers what the screen shows then.</summary>
    public async Task<string> Ended(int code)
    {
        await WaitFor("ENDED:");
        string screen = Screen.TrimEnd();
        TestContext.Out.WriteLine(screen);
        Assert.That(screen, Does.EndWith($"ENDED:{code}"));
        return screen;
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
