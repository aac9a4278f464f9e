using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

/// <summary>Composes docs/commands.md from what <c>--help</c> says.</summary>
internal static class CommandDocument
{
    private static readonly string[] SaidOnce = ["Global options", "EXIT STATUS"];

    public static string Compose()
    {
        KitCommand root = AllCommands.Root();
        var text = new StringBuilder();
        text.Append("# Commands\n\nThis page is generated from what `--help` says; a test keeps it in step. Exit codes: [errors.md](errors.md).\n\n");
        Section(text, HelpPage.Of(root, Language.English).Sections.Single(section => section.Title == "Global options"));
        foreach (IGrouping<CommandGroup, KitCommand> group in HelpPage.Subcommands(root).Where(ManualRenderer.IsShown).GroupBy(command => command.Group).OrderBy(group => group.Key))
        {
            text.Append($"\n## {HelpPage.TitleOf(group.Key).English}\n");
            foreach (KitCommand command in group)
                Append(text, command);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, KitCommand command)
    {
        var page = HelpPage.Of(command, Language.English);
        text.Append($"\n### {page.Name}\n\n`usage: {page.Usage}`\n\n{Cell(page.Summary)}.\n");
        if (page.Details.Length > 0)
            text.Append($"\n{Cell(page.Details)}\n");
        foreach (HelpSection section in page.Sections.Where(section => !SaidOnce.Contains(section.Title)))
        {
            text.Append('\n');
            Section(text, section);
        }

        foreach (KitCommand inner in HelpPage.Subcommands(command))
            Append(text, inner);
    }

    private static void Section(StringBuilder text, HelpSection section)
    {
        text.Append($"| {section.Title.ToLowerInvariant()} | |\n|---|---|\n");
        foreach (HelpRow row in section.Rows)
            text.Append($"| `{row.Words.Replace("|", "\\|", StringComparison.Ordinal)}` | {Cell(row.Meaning)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
