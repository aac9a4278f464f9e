using System.Globalization;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>The picture behind the bare name: a headline, what asks for attention, the sums, and what to do next.</summary>
internal static class OverviewView
{
    public static void Show(UserTerminal terminal, StatusReport report, bool isNew, int mostProblems, TimeZoneInfo zone, IReadOnlyList<(string Command, Text Why)> next)
    {
        bool color = terminal.Settings.ColorOnOutput;
        terminal.Result(Style.Bold($"Agent Safety Kit {ProductVersion.Text}", color) + "  " + Verdict(report, isNew, terminal.Language, color));
        foreach (string problem in report.Attention.Take(mostProblems))
            terminal.Result($"  {Style.Yellow("!", color)} {problem}");
        if (report.Attention.Count > mostProblems)
            terminal.Result(new Text($"  … and {report.Attention.Count - mostProblems} more", $"  … и ещё {report.Attention.Count - mostProblems}"));
        if (!isNew)
            terminal.Result(Sums(report, zone));
        terminal.Result();
        int width = next.Max(one => one.Command.Length);
        foreach ((string command, Text why) in next)
            terminal.Result($"  {Style.Bold(command.PadRight(width), color)}  {why.In(terminal.Language)}");
    }

    private static string Verdict(StatusReport report, bool isNew, Language language, bool color) =>
        isNew ? new Text("nothing is set up yet", "пока ничего не настроено").In(language)
        : report.Healthy ? Style.Green(new Text("all is well", "всё в порядке").In(language), color)
        : Style.Yellow(new Text("something asks for attention", "требует внимания").In(language), color);

    private static Text Sums(StatusReport report, TimeZoneInfo zone)
    {
        int running = report.Vms.Count(vm => vm.State == "running"), kept = report.Backups.Count(backup => backup.LastSuccess is not null);
        DateTimeOffset? saved = report.Backups.Max(backup => backup.LastSuccess);
        string at = saved is { } moment ? TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";
        Text last = saved is null ? Text.None : new Text($", last saved {at}", $", сохранено {at}");
        return new Text(
            $"  VMs running: {running} of {report.Vms.Count} · agents at work: {report.Agents.Count} · folders with backups: {kept} of {report.Backups.Count}{last.English}",
            $"  ВМ работает: {running} из {report.Vms.Count} · агентов: {report.Agents.Count} · папок с копиями: {kept} из {report.Backups.Count}{last.Russian}");
    }
}
