using System.Diagnostics;
using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>What is being done now in one piece of work, and how to say it in a line: with a bar, speed and time left.</summary>
internal sealed class ProgressStep(Language language)
{
    private const int BarWidth = 24;
    private readonly Stopwatch _since = new();
    private long _startedAt;
    private WorkProgress _last;

    /// <summary>In the user's language; empty before the first report.</summary>
    public string Doing { get; private set; } = "";

    /// <summary>How far it is can not be said, only for how long.</summary>
    public bool IsOpenEnded => _last.Total <= 0;

    /// <summary>Takes a report; true where another step began with it.</summary>
    public bool Take(WorkProgress value)
    {
        _last = value;
        string doing = value.Doing.In(language);
        if (doing == Doing)
            return false;
        Doing = doing;
        _startedAt = value.Done;
        _since.Restart();
        return true;
    }

    /// <summary>The line.</summary>
    public string Describe()
    {
        WorkProgress value = _last;
        if (value.Total <= 0)
            return value.Done > 0 ? $"{Doing}  {Amount(value.Done, value.Unit)}" : $"{Doing} … {_since.Elapsed.TotalSeconds:0}s";
        double share = Math.Clamp((double)value.Done / value.Total, 0, 1);
        int filled = (int)(share * BarWidth);
        string bar = new string('█', filled) + new string('░', BarWidth - filled);
        string line = string.Create(CultureInfo.InvariantCulture, $"{Doing}  {bar} {share * 100,3:0}%");
        double seconds = _since.Elapsed.TotalSeconds;
        double speed = seconds > 0.5 ? (value.Done - _startedAt) / seconds : 0;
        if (speed <= 0)
            return line;
        if (value.Unit is ProgressUnit.Bytes or ProgressUnit.Files)
            line += $"  {Amount((long)speed, value.Unit)}/s";
        TimeSpan left = TimeSpan.FromSeconds(Math.Min((value.Total - value.Done) / speed, 359_999));
        return line + string.Create(CultureInfo.InvariantCulture, $"  {(int)left.TotalMinutes}:{left.Seconds:00}");
    }

    /// <summary>What is longer than the terminal is wide would wrap, and could not be taken back.</summary>
    public static string Fit(string line, int columns) => columns > 1 && line.Length >= columns ? line[..(columns - 2)] + "…" : line;

    private static string Amount(long count, ProgressUnit unit) => unit switch
    {
        ProgressUnit.Bytes => new ByteSize(count).ToString(),
        _ => count.ToString("N0", CultureInfo.InvariantCulture),
    };
}
