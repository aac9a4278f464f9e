using System.CommandLine;
using System.Globalization;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which the commands that go on are told how often, and what to keep.</summary>
internal static class RepeatedWords
{
    private const double MostMinutes = 10_080, LeastMinutes = 0.01;
    private const int UsualMinutes = 5;

    public static KitOption<string?> Interval() => new(
        "--interval", new Text("Minutes between full checks; 0.5 is half a minute (default: 5)", "Минуты между полными проверками; 0.5 — полминуты (по умолчанию 5)"))
    { HelpName = "MIN" };

    public static KitOption<string?> MaxBackups() => new("--max-backups", new Text("How many snapshots to keep (default: as configured, else 100)", "Сколько снимков хранить (по умолчанию — как в настройках, иначе 100)")) { HelpName = "N" };

    public static KitOption<string?> CleanMethod() => new(
        "--backup-clean-method", new Text("thin: old ones ever more sparsely (default); tail: the newest only", "thin — старые всё реже (по умолчанию); tail — только новейшие"))
    { HelpName = "thin|tail", CompletionSources = { { "thin", "tail" } } };

    public static KitOption<bool> SkipFirst() => new("--skip-first", new Text("Take no snapshot at once, wait for the first interval or change", "Не делать снимок сразу, ждать первого интервала или изменения"));

    public static KitOption<bool> Continuous() => new("--continuous", new Text("Also soon after changes, not only at each interval (default)", "Делать снимок и вскоре после изменений, а не только по времени (по умолчанию)"));

    public static KitOption<bool> NotContinuous() => new("--no-continuous", new Text("Only at each interval", "Только по времени"));

    public static TimeSpan IntervalOf(string? given)
    {
        if (given is null)
            return TimeSpan.FromMinutes(UsualMinutes);
        bool isNumber = double.TryParse(given, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double minutes);
        return isNumber && minutes is >= LeastMinutes and <= MostMinutes
            ? TimeSpan.FromMinutes(minutes)
            : throw Wrong("--interval", given, "5", new Text("minutes between 0.01 and 10080 (a week), such as 5 or 0.5", "минуты от 0.01 до 10080 (неделя), например 5 или 0.5"));
    }

    /// <summary>As configured, where it is, but for what is given (not null).</summary>
    public static RetentionPolicy RetentionOf(string? keep, string? method, RetentionPolicy? configured)
    {
        RetentionPolicy policy = configured ?? new RetentionPolicy();
        if (keep is not null)
        {
            if (!int.TryParse(keep, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1)
                throw Wrong("--max-backups", keep, "100", new Text("a whole number, 1 at least", "целое число, не меньше 1"));
            policy = policy with { Keep = count };
        }

        return MethodOf(method) is { } given ? policy with { Method = given == Configuration.CleanMethod.Tail ? RetentionMethod.Tail : RetentionMethod.Thin } : policy;
    }

    /// <summary>As the configuration has it; null: it was not said.</summary>
    public static CleanMethod? MethodOf(string? method) => method switch
    {
        null => null,
        "thin" => Configuration.CleanMethod.Thin,
        "tail" => Configuration.CleanMethod.Tail,
        _ => throw Wrong("--backup-clean-method", method, "thin", new Text("thin or tail", "thin или tail")),
    };

    /// <summary>Null: neither was said.</summary>
    public static bool? ContinuousOf(bool yes, bool no) => yes && no
        ? throw new KitException(
            ErrorCode.Usage,
            new Text("--continuous and --no-continuous were both given", "указаны и --continuous, и --no-continuous"),
            new Text("they exclude each other", "они исключают друг друга"),
            new Text("leave one of them out", "оставьте один из них"))
        : yes ? true : no ? false : null;

    private static KitException Wrong(string option, string value, string usual, Text expected) => new(
        ErrorCode.Usage,
        new Text($"'{Printable.Escape(value)}' is not a value for {option}", $"«{Printable.Escape(value)}» не подходит для {option}"),
        new Text($"it takes {expected.English}", $"нужно: {expected.Russian}"),
        new Text($"for instance: {option} {usual}", $"например: {option} {usual}"));
}
