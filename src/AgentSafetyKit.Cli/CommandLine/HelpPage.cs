using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>
/// What the help of a command says, before it is laid out: the one source of <c>--help</c>, of the manual pages and of the page of commands in the documentation.
/// </summary>
internal sealed record HelpPage(string Name, string Usage, string Summary, string Details, ImmutableArray<HelpSection> Sections)
{
    public static HelpPage Of(KitCommand command, Language language)
    {
        string T(string english, string russian) => language == Language.Russian ? russian : english;
        bool isRoot = !command.Parents.Any();
        var sections = ImmutableArray.CreateBuilder<HelpSection>();
        void Section(string title, IEnumerable<HelpRow> rows)
        {
            if (rows.ToImmutableArray() is { IsEmpty: false } any)
                sections.Add(new HelpSection(title, any));
        }

        if (isRoot)
        {
            foreach (IGrouping<CommandGroup, KitCommand> group in Subcommands(command).Where(c => c.Group != CommandGroup.Hidden).GroupBy(c => c.Group).OrderBy(g => g.Key))
                Section(TitleOf(group.Key).In(language), group.Select(c => RowOf(c, language)));
        }
        else
        {
            Section(T("Commands", "Команды"), Subcommands(command).Select(c => RowOf(c, language)));
        }

        Section(T("Arguments", "Аргументы"), command.Arguments.Where(a => !a.Hidden).Select(a => new HelpRow(a.Name, MeaningOf(a, language))));
        IEnumerable<Option> own = command.Options.Where(o => !o.Hidden && !GlobalOptions.InHelp.Contains(o) && o != GlobalOptions.Json && o != GlobalOptions.Version);
        if (command.Reports)
            own = own.Append(GlobalOptions.Json);
        Section(T("Options", "Ключи"), own.Select(o => RowOf(o, language)));
        IEnumerable<Option> global = isRoot ? [.. GlobalOptions.InHelp, GlobalOptions.Version] : GlobalOptions.InHelp;
        Section(T("Global options", "Общие ключи"), global.Select(o => RowOf(o, language)));
        Section(T("Examples", "Примеры"), command.Examples.Select(e => new HelpRow(e.Line, e.What.In(language))));
        Section(T("EXIT STATUS", "КОД ЗАВЕРШЕНИЯ"), ExitStatusText.For(command).Select(e => new HelpRow(e.Code, e.What.In(language))));
        return new HelpPage(command.FullName, UsageOf(command, language), command.Help.In(language), command.Details.In(language), sections.ToImmutable());
    }

    /// <summary>The commands beneath one that users see.</summary>
    public static IEnumerable<KitCommand> Subcommands(KitCommand command) => command.Subcommands.OfType<KitCommand>().Where(c => !c.Hidden);

    /// <summary>The heading of a group in the overview.</summary>
    public static Text TitleOf(CommandGroup group) => group switch
    {
        CommandGroup.Agents => new Text("Agents", "Агенты"),
        CommandGroup.Backups => new Text("Backups", "Резервные копии"),
        CommandGroup.Folders => new Text("Folders", "Папки"),
        CommandGroup.Service => new Text("Background service", "Фоновая служба"),
        CommandGroup.Boxes => new Text("Boxes and sessions", "Песочницы и сеансы"),
        CommandGroup.Machines => new Text("Virtual machines", "Виртуальные машины"),
        _ => new Text("Setting up", "Настройка"),
    };

    private static HelpRow RowOf(KitCommand command, Language language) => new(command.Name + ArgumentsOf(command), command.Help.In(language));

    private static HelpRow RowOf(Option option, Language language)
    {
        IEnumerable<string> names = option.Aliases.Append(option.Name).OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal);
        string joined = string.Join(", ", names);
        return new HelpRow(option.ValueType == typeof(bool) ? joined : $"{joined} {option.HelpName ?? "VALUE"}", MeaningOf(option, language));
    }

    private static string MeaningOf(Symbol symbol, Language language) => symbol is IHelpText explained ? explained.Help.In(language) : symbol.Description ?? "";

    private static string UsageOf(KitCommand command, Language language)
    {
        string options = language == Language.Russian ? "[ключи]" : "[options]";
        // One with commands beneath it may do something of its own.
        return command.Subcommands.Count > 0 && command.Work is null
            ? $"{command.FullName} {(language == Language.Russian ? "КОМАНДА" : "COMMAND")} {options}"
            : $"{command.FullName} {options}{ArgumentsOf(command)}";
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
}
