using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>The report of <c>doctor</c>: a line for what is well, cause and fix beneath what is not, and a sum.</summary>
internal static class DoctorView
{
    private const int MarkWidth = 8;

    public static void Show(UserTerminal terminal, IReadOnlyList<HealthRow> rows, bool wasFixing)
    {
        int width = rows.Max(row => row.Check.Title.In(terminal.Language).Length);
        string beneath = new(' ', MarkWidth + width + 2);
        foreach (HealthRow row in rows)
        {
            terminal.Result($"{Mark(row, terminal)}{row.Check.Title.In(terminal.Language).PadRight(width)}  {row.Finding.What.In(terminal.Language)}");
            foreach (string line in Lines(row.Finding.Cause, terminal.Language))
                terminal.Result($"{beneath}{line}");
            string arrow = "-> ";
            foreach (string line in Lines(row.Finding.Fix, terminal.Language))
            {
                terminal.Result($"{beneath}{arrow}{line}");
                arrow = "   ";
            }
        }

        terminal.Result();
        terminal.Result(Sum(rows, wasFixing));
    }

    private static string Mark(HealthRow row, UserTerminal terminal)
    {
        bool color = terminal.Settings.ColorOnOutput;
        string Padded(Text word) => word.In(terminal.Language).PadRight(MarkWidth);
        return (row.IsRepaired, row.Finding.Level) switch
        {
            (true, _) => Style.Green(Padded(new Text("fixed", "готово")), color),
            (_, HealthLevel.Passed) => Style.Green(Padded(new Text("ok", "да")), color),
            (_, HealthLevel.Warning) => Style.Yellow(Padded(new Text("warn", "!")), color),
            _ => Style.Red(Padded(new Text("FAIL", "НЕТ")), color),
        };
    }

    private static string[] Lines(Text text, Language language) => text.In(language).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Text Sum(IReadOnlyList<HealthRow> rows, bool wasFixing)
    {
        int failed = rows.Count(row => row.Finding.Level == HealthLevel.Failed), warned = rows.Count(row => row.Finding.Level == HealthLevel.Warning);
        int repairable = rows.Count(row => row.Finding.Repair is not null);
        Text offer = repairable > 0 && !wasFixing ? new Text($" {repairable} of them by: agsekit doctor --fix", $" Из них {repairable} исправит: agsekit doctor --fix") : Text.None;
        return failed + warned == 0
            ? new Text("All is well.", "Всё в порядке.")
            : new Text($"To put right: {failed}. To think about: {warned}.{offer.English}", $"Исправить: {failed}. Обратить внимание: {warned}.{offer.Russian}");
    }
}
