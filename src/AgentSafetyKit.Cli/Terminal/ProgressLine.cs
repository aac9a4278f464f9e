using System.Diagnostics;
using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Progress of one piece of work. On a terminal one line is rewritten ten times a second at most, with a bar, speed and time left; elsewhere each new step is a line, and where that is asked for, so is each second.
/// </summary>
internal sealed class ProgressLine : IProgress<WorkProgress>, IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private readonly TextWriter _writer;
    private readonly TerminalSettings _settings;
    private readonly Lock _gate;
    private readonly bool _eachSecond;
    private readonly Timer? _heartbeat;
    private readonly Stopwatch _step = new();
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private string _doing = "";
    private long _startedAt;
    private bool _shown;
    private WorkProgress _last;

    public ProgressLine(TextWriter writer, TerminalSettings settings, Lock gate, bool eachSecond = false)
    {
        _eachSecond = eachSecond;
        _writer = writer;
        _settings = settings;
        _gate = gate;
        // Work that has nothing to report for a while must not look dead.
        if (settings.ErrorIsTerminal)
            _heartbeat = new Timer(_ => Refresh(), null, Heartbeat, Heartbeat);
    }

    public void Report(WorkProgress value)
    {
        lock (_gate)
        {
            _last = value;
            string doing = value.Doing.In(_settings.Language);
            bool isNew = doing != _doing;
            if (isNew)
            {
                _doing = doing;
                _startedAt = value.Done;
                _step.Restart();
            }

            if (!_settings.ErrorIsTerminal)
            {
                if (isNew)
                    _writer.WriteLine(doing);
                else if (_eachSecond && _sinceShown.Elapsed >= Heartbeat)
                    _writer.WriteLine(Describe(value, doing));
                else
                    return;
                _sinceShown.Restart();
                return;
            }

            if (!isNew && _sinceShown.Elapsed < Pace && value.Done != value.Total)
                return;
            if (isNew && _shown)
                _writer.Write("\r\e[K");
            _sinceShown.Restart();
            _shown = true;
            _writer.Write($"\r\e[K{Fit(Describe(value, doing))}");
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
        }
    }

    private void Refresh()
    {
        lock (_gate)
        {
            if (_shown && _last.Total <= 0)
                _writer.Write($"\r\e[K{Fit(Describe(_last, _doing))}");
        }
    }

    private static string Amount(long count, ProgressUnit unit) => unit switch
    {
        ProgressUnit.Bytes => new ByteSize(count).ToString(),
        _ => count.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>What is longer than the terminal is wide would wrap, and could not be taken back.</summary>
    private string Fit(string line)
    {
        int columns = _settings.Columns();
        return columns > 1 && line.Length >= columns ? line[..(columns - 2)] + "…" : line;
    }

    private string Describe(WorkProgress value, string doing)
    {
        if (value.Total <= 0)
            return value.Done > 0 ? $"{doing}  {Amount(value.Done, value.Unit)}" : $"{doing} … {_step.Elapsed.TotalSeconds:0}s";
        double share = Math.Clamp((double)value.Done / value.Total, 0, 1);
        int filled = (int)(share * BarWidth);
        string bar = new string('█', filled) + new string('░', BarWidth - filled);
        string line = string.Create(CultureInfo.InvariantCulture, $"{doing}  {bar} {share * 100,3:0}%");
        double seconds = _step.Elapsed.TotalSeconds;
        double speed = seconds > 0.5 ? (value.Done - _startedAt) / seconds : 0;
        if (speed <= 0)
            return line;
        if (value.Unit is ProgressUnit.Bytes or ProgressUnit.Files)
            line += $"  {Amount((long)speed, value.Unit)}/s";
        TimeSpan left = TimeSpan.FromSeconds(Math.Min((value.Total - value.Done) / speed, 359_999));
        return line + string.Create(CultureInfo.InvariantCulture, $"  {(int)left.TotalMinutes}:{left.Seconds:00}");
    }
}
