namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>
/// Marks where a command line stops being ours: puts <c>--</c> before the words that belong to an agent or a guest's command, so that none of its options is taken for one of ours.
/// </summary>
internal static class PassThrough
{
    public static IReadOnlyList<string> Mark(KitCommand root, IReadOnlyList<string> words)
    {
        KitCommand command = root;
        int positionals = 0;
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            if (word == "--")
                return words;
            if (word.Length > 1 && word[0] == '-')
            {
                if (TakesNextWord(command, word))
                    i++;
                continue;
            }

            if (positionals == 0 && command.Subcommands.OfType<KitCommand>().FirstOrDefault(c => c.Name == word || c.Aliases.Contains(word)) is { } inner)
            {
                command = inner;
                continue;
            }

            positionals++;
            if (command.PassThroughAfter != positionals)
                continue;
            // `exec VM -- CMD`: the user's own mark is the same mark. `run AGENT -- x` passes it on, the agent may need it.
            bool marked = i + 1 < words.Count && words[i + 1] == "--" && !command.KeepsDoubleDash;
            return marked ? words : [.. words.Take(i + 1), "--", .. words.Skip(i + 1)];
        }

        return words;
    }

    private static bool TakesNextWord(KitCommand command, string word)
    {
        if (word.Contains('=', StringComparison.Ordinal))
            return false;
        for (KitCommand? level = command; level is not null; level = level.Parents.OfType<KitCommand>().FirstOrDefault())
        {
            if (level.Options.FirstOrDefault(o => o.Name == word || o.Aliases.Contains(word)) is { } option)
                return option.ValueType != typeof(bool) && option.Arity.MinimumNumberOfValues > 0;
        }

        return false;
    }
}
