using System.Diagnostics;
using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>What is being done now in one piece of work, and how to say it in a line: how far it is, files and bytes a second, and the time left.</summary>
internal sealed class ProgressStep(Language language, ProgressPace pace)
{
    private const int WidestBar = 24, NarrowestBar = 6;
    private readonly Stopwatch _since = new();
    private WorkProgress _last;

    /// <summary>In the user's language; empty before the first report.</summary>
    public string Doing { get; private set; } = "";

    private bool IsRussian => language == Language.Russian;

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

    /// <summary>The line for a terminal of so many columns: with a bar, which gives way where the words are many.</summary>
    public string Describe(int columns)
    {
        if (_last.TotalEffort <= 0)
            return Fit(OpenEnded(), columns);
        string behind = string.Create(CultureInfo.InvariantCulture, $" {Share * 100,3:0}%") + string.Concat(Speeds().Select(speed => "  " + speed)) + (Left() is { } left ? "  " + left : "");
        int room = columns > 1 ? columns - 1 - Doing.Length - 2 - behind.Length : WidestBar, width = Math.Clamp(room, NarrowestBar, WidestBar);
        int filled = (int)(Share * width);
        return Fit($"{Doing}  {new string('█', filled)}{new string('░', width - filled)}{behind}", columns);
    }

    /// <summary>The line for a file or a pipe.</summary>
    public string Plain()
    {
        if (_last.TotalEffort <= 0)
            return OpenEnded();
        var words = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{Doing}: {Share * 100:0}%") };
        if (_last is { Unit: ProgressUnit.Bytes, TotalFiles: > 0 } or { Unit: ProgressUnit.Files })
        {
            (long files, long all) = _last.Unit == ProgressUnit.Files ? (_last.Done, _last.Total) : (_last.Files, _last.TotalFiles);
            words.Add(new Text($"{Number(files)} of {Number(all)} files", $"файлов {Number(files)} из {Number(all)}").In(language));
        }

        words.AddRange(Speeds());
        if (Left() is { } left)
            words.Add(new Text($"{left} left", $"осталось {left}").In(language));
        return string.Join(", ", words);
    }

    /// <summary>What is longer than the terminal is wide would wrap, and could not be taken back.</summary>
    public static string Fit(string line, int columns) => columns > 1 && line.Length >= columns ? line[..(columns - 2)] + "…" : line;

    private double Share => Math.Clamp((double)_last.Effort / _last.TotalEffort, 0, 1);

    private string OpenEnded() => _last.Done > 0
        ? string.Join("  ", [Doing, _last.Unit == ProgressUnit.Bytes ? new ByteSize(_last.Done).ToString() : Number(_last.Done), .. Speeds()])
        : $"{Doing} … {_since.Elapsed.TotalSeconds:0}{Second}";

    private string Second => new Text("s", "с").In(language);

    /// <summary>Files and bytes a second, as far as they are known.</summary>
    private IEnumerable<string> Speeds()
    {
        double files = _last.Unit switch { ProgressUnit.Bytes => pace.FilesSpeed, ProgressUnit.Files => pace.Speed, _ => 0 };
        if (files > 0)
            yield return Number(files) + new Text(" files/s", " файлов/с").In(language);
        if (_last.Unit == ProgressUnit.Bytes && pace.Speed > 0)
            yield return $"{new ByteSize((long)pace.Speed)}/{Second}";
    }

    private string? Left() => pace.Left(_last) is not { } left ? null : left.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{left.Minutes}:{left.Seconds:00}");

    /// <summary>Less than ten with a decimal: three files in ten seconds are not none.</summary>
    private string Number(double number)
    {
        string shown = number.ToString(number is < 9.95 and > 0 && number != Math.Floor(number) ? "0.#" : "N0", CultureInfo.InvariantCulture);
        return IsRussian ? shown.Replace(',', ' ').Replace('.', ',') : shown;
    }
}
