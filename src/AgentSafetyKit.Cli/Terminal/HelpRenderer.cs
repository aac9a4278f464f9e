using System.CommandLine;
using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Help of a command: usage, what it does, its words, examples, exit status.</summary>
internal static class HelpRenderer
{
    private const int Indent = 2, WordsColumn = 30, Width = 80;

    public static string Render(KitCommand command, Language language)
    {
        var text = new StringBuilder();
        string T(string english, string russian) => language == Language.Russian ? russian : english;
        bool isRoot = command is { Parents: var parents } && !parents.Any();
        text.Append(T("Usage: ", "Использование: ")).Append(Usage(command, language)).Append("\n\n");
        Wrap(text, command.Help.In(language), 0);
        if (!command.Details.IsEmpty)
        {
            text.Append('\n');
            foreach (string line in command.Details.In(language).Split('\n'))
                Wrap(text, line, 0);
        }

        if (isRoot)
            Groups(text, command, language);
        else
            Section(text, T("Commands", "Команды"), Subcommands(command).Select(c => (c.Name + ArgumentsOf(c), c.Help.In(language))));

        Section(text, T("Arguments", "Аргументы"), command.Arguments.Where(a => !a.Hidden).Select(a => (a.Name, HelpOf(a, language))));
        IEnumerable<Option> own = command.Options.Where(o => !o.Hidden && !GlobalOptions.InHelp.Contains(o) && o != GlobalOptions.Json && o != GlobalOptions.Version);
        if (command.Reports)
            own = own.Append(GlobalOptions.Json);
        Section(text, T("Options", "Ключи"), own.Select(o => (Signature(o), HelpOf(o, language))));
        IEnumerable<Option> global = isRoot ? [.. GlobalOptions.InHelp, GlobalOptions.Version] : GlobalOptions.InHelp;
        Section(text, T("Global options", "Общие ключи"), global.Select(o => (Signature(o), HelpOf(o, language))));
        Section(text, T("Examples", "Примеры"), command.Examples.Select(e => (e.Line, e.What.In(language))));
        Section(text, T("EXIT STATUS", "КОД ЗАВЕРШЕНИЯ"), ExitStatusText.For(command).Select(e => (e.Code, e.What.In(language))));
        if (isRoot)
            text.Append('\n').Append(T("'agsekit COMMAND --help' explains one command.", "«agsekit КОМАНДА --help» объясняет одну команду.")).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<KitCommand> Subcommands(KitCommand command) => command.Subcommands.OfType<KitCommand>().Where(c => !c.Hidden);

    private static string HelpOf(Symbol symbol, Language language) => symbol is IHelpText explained ? explained.Help.In(language) : symbol.Description ?? "";

    private static string Usage(KitCommand command, Language language)
    {
        string options = language == Language.Russian ? "[ключи]" : "[options]";
        string name = command.FullName;
        if (command.Subcommands.Count > 0)
            return $"{name} {(language == Language.Russian ? "КОМАНДА" : "COMMAND")} {options}";
        return $"{name} {options}{ArgumentsOf(command)}";
    }

    private static string ArgumentsOf(KitCommand command)
    {
        var words = new StringBuilder();
        foreach (Argument argument in command.Arguments.Where(a => !a.Hidden))
        {
            string name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "…" : argument.Name;
            words.Append(' ').Append(argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name);
        }

        return words.ToString();
    }

    private static string Signature(Option option)
    {
        IEnumerable<string> names = option.Aliases.Append(option.Name).OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal);
        string joined = string.Join(", ", names);
        bool takesValue = option.ValueType != typeof(bool);
        return takesValue ? $"{joined} {option.HelpName ?? "VALUE"}" : joined;
    }

    private static void Groups(StringBuilder text, KitCommand root, Language language)
    {
        foreach (IGrouping<CommandGroup, KitCommand> group in Subcommands(root).Where(c => c.Group != CommandGroup.Hidden).GroupBy(c => c.Group).OrderBy(g => g.Key))
            Section(text, GroupTitle(group.Key).In(language), group.Select(c => (c.Name + ArgumentsOf(c), c.Help.In(language))));
    }

    private static Text GroupTitle(CommandGroup group) => group switch
    {
        CommandGroup.Agents => new Text("Agents", "Агенты"),
        CommandGroup.Backups => new Text("Backups", "Резервные копии"),
        CommandGroup.Folders => new Text("Folders", "Папки"),
        CommandGroup.Service => new Text("Background service", "Фоновая служба"),
        CommandGroup.Machines => new Text("Virtual machines", "Виртуальные машины"),
        _ => new Text("Setting up", "Настройка"),
    };

    private static void Section(StringBuilder text, string title, IEnumerable<(string Words, string Help)> rows)
    {
        bool any = false;
        foreach ((string words, string help) in rows)
        {
            if (!any)
                text.Append('\n').Append(title).Append(":\n");
            any = true;
            text.Append(' ', Indent).Append(words);
            if (words.Length + Indent + 2 > WordsColumn)
                text.Append('\n').Append(' ', WordsColumn);
            else
                text.Append(' ', WordsColumn - Indent - words.Length);
            Wrap(text, help, WordsColumn);
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
