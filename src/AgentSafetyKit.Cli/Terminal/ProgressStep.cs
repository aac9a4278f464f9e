using System.Diagnostics;
using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>What is being done now in one piece of work, and how to say it in a line: with a bar, files and bytes a second and the time left.</summary>
internal sealed class ProgressStep(Language language, ProgressPace pace)
{
    private const int BarWidth = 24;
    private readonly Stopwatch _since = new();
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
        {
            pace.Add(value);
            return false;
        }

        Doing = doing;
        pace.Restart(value);
        _since.Restart();
        return true;
    }

    /// <summary>The line.</summary>
    public string Describe()
    {
        WorkProgress value = _last;
        if (value.Total <= 0)
            return value.Done > 0 ? $"{Doing}  {Amount(value.Done, value.Unit)}{Speeds(value)}" : $"{Doing} … {_since.Elapsed.TotalSeconds:0}s";
        double share = Math.Clamp((double)value.Done / value.Total, 0, 1);
        int filled = (int)(share * BarWidth);
        string bar = new string('█', filled) + new string('░', BarWidth - filled);
        string line = string.Create(CultureInfo.InvariantCulture, $"{Doing}  {bar} {share * 100,3:0}%") + Speeds(value);
        if (pace.Left(value) is not { } left)
            return line;
        return line + (left.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"  {(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"  {left.Minutes}:{left.Seconds:00}"));
    }

    /// <summary>What is longer than the terminal is wide would wrap, and could not be taken back.</summary>
    public static string Fit(string line, int columns) => columns > 1 && line.Length >= columns ? line[..(columns - 2)] + "…" : line;

    private static string Amount(long count, ProgressUnit unit) => unit switch
    {
        ProgressUnit.Bytes => new ByteSize(count).ToString(),
        _ => count.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>Files and bytes a second, as far as they are known.</summary>
    private string Speeds(WorkProgress value)
    {
        string shown = value.Unit is ProgressUnit.Bytes && pace.FilesSpeed > 0 ? FilesEach(pace.FilesSpeed) : "";
        return pace.Speed <= 0 ? shown : value.Unit switch
        {
            ProgressUnit.Bytes => shown + $"  {Amount((long)pace.Speed, value.Unit)}/s",
            ProgressUnit.Files => FilesEach(pace.Speed),
            _ => shown,
        };
    }

    private string FilesEach(double speed) => $"  {Amount((long)speed, ProgressUnit.Files)} {new Text("files", "файлов").In(language)}/{new Text("s", "с").In(language)}";
}
