using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Lays the help of a command out for a terminal of 80 columns.</summary>
internal static class HelpRenderer
{
    private const int Indent = 2, WordsColumn = 30, Width = 80;

    public static string Render(KitCommand command, Language language)
    {
        var page = HelpPage.Of(command, language);
        var text = new StringBuilder();
        text.Append(language == Language.Russian ? "Использование: " : "Usage: ").Append(page.Usage).Append("\n\n");
        Wrap(text, page.Summary, 0);
        if (page.Details.Length > 0)
        {
            text.Append('\n');
            foreach (string line in page.Details.Split('\n'))
                Wrap(text, line, 0);
        }

        foreach (HelpSection section in page.Sections)
            Section(text, section);
        if (!command.Parents.Any())
            text.Append('\n').Append(language == Language.Russian ? "«agsekit КОМАНДА --help» объясняет одну команду." : "'agsekit COMMAND --help' explains one command.").Append('\n');
        return text.ToString();
    }

    private static void Section(StringBuilder text, HelpSection section)
    {
        text.Append('\n').Append(section.Title).Append(":\n");
        foreach (HelpRow row in section.Rows)
        {
            text.Append(' ', Indent).Append(row.Words);
            if (row.Words.Length + Indent + 2 > WordsColumn)
                text.Append('\n').Append(' ', WordsColumn);
            else
                text.Append(' ', WordsColumn - Indent - row.Words.Length);
            Wrap(text, row.Meaning, WordsColumn);
        }
    }

    /// <summary>Breaks a line between its words where it is wider than the narrowest terminal in use; further lines begin in the same column.</summary>
    private static void Wrap(StringBuilder text, string line, int column)
    {
        int room = Width - 1 - column;
        while (line.Length > room && line.LastIndexOf(' ', room) is > 0 and int end)
        {
            text.Append(line.AsSpan(0, end).TrimEnd()).Append('\n').Append(' ', column);
            line = line[(end + 1)..];
        }

        text.Append(line).Append('\n');
    }
}
