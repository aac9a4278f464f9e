using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Lays the help of a command out as a manual page: the macros of man(7), text escaped as groff_char(7) says.</summary>
internal static class ManualRenderer
{
    /// <summary>The page's name: <c>agsekit-backup-diff</c>.</summary>
    public static string NameOf(KitCommand command) => command.FullName.Replace(' ', '-');

    public static string Render(KitCommand command, Language language)
    {
        bool russian = language == Language.Russian;
        var page = HelpPage.Of(command, language);
        var text = new StringBuilder();
        string name = NameOf(command);
        text.Append($".TH {Word(name.ToUpperInvariant())} 1 \"\" {Word($"agsekit {ProductVersion.Text}")} \"Agent Safety Kit\"\n.nh\n.ad l\n");
        Heading(text, russian ? "ИМЯ" : "NAME").Append($"{Escape(name)} \\- {Escape(page.Summary.TrimEnd('.'))}\n");
        Heading(text, russian ? "ОБЗОР" : "SYNOPSIS").Append($".B {Escape(page.Usage)}\n");
        if (page.Details.Length > 0)
        {
            Heading(text, russian ? "ОПИСАНИЕ" : "DESCRIPTION");
            foreach (string line in page.Details.Split('\n'))
                text.Append(line.Length == 0 ? ".PP\n" : $"{Line(line)}\n");
        }

        foreach (HelpSection section in page.Sections)
        {
            Heading(text, section.Title.ToUpperInvariant());
            foreach (HelpRow row in section.Rows)
                text.Append($".TP\n.B {Escape(row.Words)}\n{Line(row.Meaning)}\n");
        }

        KitCommand[] others = [.. command.Parents.OfType<KitCommand>(), .. HelpPage.Subcommands(command).Where(IsShown)];
        if (others.Length > 0)
            Heading(text, russian ? "СМ. ТАКЖЕ" : "SEE ALSO").Append(string.Join(",\n", others.Select(other => $".BR {Escape(NameOf(other))} (1)"))).Append('\n');
        return text.ToString();
    }

    /// <summary>Whether it has a page: what the overview does not list has none.</summary>
    public static bool IsShown(KitCommand command) =>
        !command.Hidden && (command.Group != CommandGroup.Hidden || command.Parents.OfType<KitCommand>().FirstOrDefault() is { } above && above.Parents.Any() && IsShown(above));

    private static StringBuilder Heading(StringBuilder text, string title) => text.Append($".SH {Word(title)}\n");

    private static string Word(string text) => $"\"{Escape(text).Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    /// <summary>A line of text that does not begin a request.</summary>
    private static string Line(string text) => Escape(text) is ['.' or '\'', ..] escaped ? $"\\&{escaped}" : Escape(text);

    private static string Escape(string text) => text
        .Replace("\\", "\\e", StringComparison.Ordinal)
        .Replace("-", "\\-", StringComparison.Ordinal)
        .Replace("'", "\\(aq", StringComparison.Ordinal)
        .Replace("`", "\\(ga", StringComparison.Ordinal)
        .Replace("^", "\\(ha", StringComparison.Ordinal)
        .Replace("~", "\\(ti", StringComparison.Ordinal);
}
