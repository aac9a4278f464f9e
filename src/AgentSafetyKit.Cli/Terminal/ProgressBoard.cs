using System.Diagnostics;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Progress of several pieces of work side by side, a line for each under its title. On a terminal the lines are rewritten ten times a second at most; elsewhere each new step is a line
/// that begins with its title.
/// </summary>
internal sealed class ProgressBoard : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private readonly TextWriter _writer;
    private readonly TerminalSettings _settings;
    private readonly Lock _gate;
    private readonly Timer? _heartbeat;
    private readonly List<(string Title, ProgressStep Step)> _lines = [];
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private int _drawn;
    private bool _ended;

    public ProgressBoard(TextWriter writer, TerminalSettings settings, Lock gate)
    {
        _writer = writer;
        _settings = settings;
        _gate = gate;
        if (settings is { ErrorIsTerminal: true, Quiet: false })
            _heartbeat = new Timer(_ => Refresh(), null, Heartbeat, Heartbeat);
    }

    /// <summary>A line for one piece of work; shown once it reports.</summary>
    public IProgress<WorkProgress> Line(string title)
    {
        lock (_gate)
        {
            _lines.Add((title, new ProgressStep(_settings.Language, new ProgressPace())));
            return _settings.Quiet ? NoProgress.Instance : new Receiver(this, _lines.Count - 1);
        }
    }

    /// <summary>Takes the lines away; others may write from now on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _heartbeat?.Dispose();
            if (_drawn > 0)
                _writer.Write($"{Home}\e[J");
            _drawn = 0;
            _ended = true;
        }
    }

    private string Home => _drawn > 1 ? $"\r\e[{_drawn - 1}A" : "\r";

    private void Report(int line, WorkProgress value)
    {
        lock (_gate)
        {
            (string title, ProgressStep step) = _lines[line];
            bool isNew = step.Take(value);
            if (!_settings.ErrorIsTerminal)
            {
                if (isNew && !_ended)
                    _writer.WriteLine($"{title}: {step.Doing}");
                return;
            }

            if (isNew || _sinceShown.Elapsed >= Pace)
                Draw();
        }
    }

    private void Refresh()
    {
        lock (_gate)
        {
            if (_drawn > 0)
                Draw();
        }
    }

    private void Draw()
    {
        if (_ended)
            return;
        int columns = _settings.Columns();
        string[] lines = [.. _lines.Where(line => line.Step.Doing.Length > 0).Select(line => $"\e[K{ProgressStep.Fit($"{line.Title}: {line.Step.Describe(columns - line.Title.Length - 2)}", columns)}")];
        _writer.Write((_drawn > 0 ? Home : "\r") + string.Join('\n', lines));
        _drawn = lines.Length;
        _sinceShown.Restart();
    }

    private sealed class Receiver(ProgressBoard board, int line) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => board.Report(line, value);
    }
}
