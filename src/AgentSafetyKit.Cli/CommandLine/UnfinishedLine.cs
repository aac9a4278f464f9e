using System.Text;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>A line of a shell up to the cursor, as words. Only what completion needs of the shell's language: quotes, and where one command ends and the next begins.</summary>
/// <param name="Finished">The words behind the program's name.</param>
/// <param name="Word">The one at the cursor, perhaps empty; null: the cursor still stands at the program's name.</param>
internal sealed record UnfinishedLine(IReadOnlyList<string> Finished, string? Word)
{
    private static readonly string[] Names = ["agsekit", "agent-safety-kit"];

    public static UnfinishedLine Of(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char letter = line[i];
            if (letter == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
                inWord = true;
            }
            else if (quote != '\0' ? letter == quote : letter is '\'' or '"')
            {
                quote = quote == '\0' ? letter : '\0';
                inWord = true;
            }
            else if (quote != '\0' || !(char.IsWhiteSpace(letter) || EndsCommand(line, i)))
            {
                word.Append(letter);
                inWord = true;
            }
            else
            {
                if (inWord)
                    words.Add(word.ToString());
                word.Clear();
                inWord = false;
                // A script of an earlier version, or a shell's alias, gives the whole line.
                if (EndsCommand(line, i))
                    words.Clear();
            }
        }

        return Behind(words, word.ToString());
    }

    /// <summary>In front of the program's name may be assignments and other programs, such as <c>sudo</c>; the name may be an alias of the user's.</summary>
    private static UnfinishedLine Behind(List<string> words, string last)
    {
        int name = words.FindIndex(word => Names.Contains(Path.GetFileName(word)));
        if (name < 0)
            name = words.FindIndex(word => !word.Contains('=', StringComparison.Ordinal));
        return name < 0 ? new UnfinishedLine([], null) : new UnfinishedLine(words[(name + 1)..], last);
    }

    /// <summary>Not the <c>&amp;</c> of <c>2>&amp;1</c>.</summary>
    private static bool EndsCommand(string line, int at) => line[at] is ';' or '|' or '(' or '\n' || (line[at] == '&' && (at == 0 || line[at - 1] != '>'));
}
