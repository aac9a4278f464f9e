using System.CommandLine;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>Where the next word of an unfinished command line stands: of which command, behind which of its words.</summary>
internal sealed class TypedPlace
{
    private readonly List<Option> _given = [];

    private TypedPlace(KitCommand command) => Command = command;

    public KitCommand Command { get; private set; }

    /// <summary>How many positional words of the command there are already.</summary>
    public int Positionals { get; private set; }

    /// <summary>The option whose value comes next.</summary>
    public Option? Open { get; private set; }

    /// <summary>False behind <c>--</c>.</summary>
    public bool TakesOptions { get; private set; } = true;

    /// <summary>What comes next belongs to an agent, or to a command of the guest.</summary>
    public bool IsForeign => Command.PassThroughAfter <= Positionals;

    public IReadOnlyCollection<Option> Given => _given;

    /// <summary>The command's own and those of all commands.</summary>
    public IEnumerable<Option> Options
    {
        get
        {
            IEnumerable<Option> all = Command.Options;
            for (KitCommand? level = Above(Command); level is not null; level = Above(level))
                all = all.Concat(level.Options.Where(option => option.Recursive));
            return all;
        }
    }

    public static TypedPlace Behind(KitCommand root, IEnumerable<string> words)
    {
        var place = new TypedPlace(root);
        foreach (string word in words)
            place.Take(word);
        return place;
    }

    public Option? Find(string word) => Options.FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    private void Take(string word)
    {
        if (Open is not null)
            Open = null;
        else if (TakesOptions && word == "--")
            TakesOptions = false;
        else if (TakesOptions && word.Length > 1 && word[0] == '-')
            TakeOption(word);
        else if (Positionals == 0 && Command.Subcommands.OfType<KitCommand>().FirstOrDefault(inner => inner.Name == word || inner.Aliases.Contains(word)) is { } inner)
            Command = inner;
        else
            Positionals++;
    }

    private void TakeOption(string word)
    {
        int sign = word.IndexOf('=', StringComparison.Ordinal);
        if (Find(sign < 0 ? word : word[..sign]) is not { } option)
            return;
        _given.Add(option);
        if (sign < 0 && option.ValueType != typeof(bool) && option.Arity.MinimumNumberOfValues > 0)
            Open = option;
    }

    private static KitCommand? Above(KitCommand command) => command.Parents.OfType<KitCommand>().FirstOrDefault();
}
