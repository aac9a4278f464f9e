using System.Diagnostics;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Progress of one piece of work. On a terminal one line is rewritten ten times a second at most, with a bar, files and bytes a second and the time left; elsewhere each new step is a line, and where that is asked for,
/// so is each second, without a bar.
/// </summary>
internal sealed class ProgressLine : IProgress<WorkProgress>, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private readonly TextWriter _writer;
    private readonly TerminalSettings _settings;
    private readonly Lock _gate;
    private readonly Timer? _heartbeat;
    private readonly ProgressStep _step;
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private bool _shown;
    private bool _ended;

    public ProgressLine(TextWriter writer, TerminalSettings settings, Lock gate, bool eachSecond = false, ProgressPace? pace = null)
    {
        _writer = writer;
        _settings = settings;
        _gate = gate;
        _step = new ProgressStep(settings.Language, pace ?? new ProgressPace());
        // Work that has nothing to report for a while must not look dead.
        if (settings.ErrorIsTerminal || eachSecond)
            _heartbeat = new Timer(_ => Refresh(), null, Heartbeat, Heartbeat);
    }

    public void Report(WorkProgress value)
    {
        lock (_gate)
        {
            bool isNew = _step.Take(value);
            if (!_settings.ErrorIsTerminal)
            {
                if (isNew)
                    _writer.WriteLine(_step.Doing);
                return;
            }

            if (!isNew && _sinceShown.Elapsed < Pace && value.Effort != value.TotalEffort)
                return;
            if (isNew && _shown)
                _writer.Write("\r\e[K");
            _sinceShown.Restart();
            _shown = true;
            Draw();
        }
    }

    /// <summary>Takes the line away; others may write from now on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _heartbeat?.Dispose();
            if (_shown)
                _writer.Write("\r\e[K");
            _shown = false;
            _ended = true;
        }
    }

    private void Refresh()
    {
        lock (_gate)
        {
            if (_shown)
                Draw();
            else if (!_ended && !_settings.ErrorIsTerminal && _step.Doing.Length > 0)
                _writer.WriteLine(_step.Plain());
        }
    }

    private void Draw() => _writer.Write($"\r\e[K{_step.Describe(_settings.Columns())}");
}
