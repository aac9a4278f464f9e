using System.Text;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>A call of <c>agsekit</c> that a page shows: in a block of shell lines, or in code within a sentence.</summary>
internal static class ShownCommand
{
    private static readonly string[] ShellLanguages = ["", "sh", "bash", "shell", "console"];

    private static readonly string[] Separators = ["&&", "||", "|", ";", ">", ">>", "<"];

    public static IEnumerable<string[]> In(MarkdownPage page) => InBlocks(page).Concat(page.Code.SelectMany(In));

    /// <summary>As <see cref="In(MarkdownPage)"/>, without those in sentences.</summary>
    public static IEnumerable<string[]> InBlocks(MarkdownPage page) =>
        page.Blocks.Where(block => ShellLanguages.Contains(block.Language)).SelectMany(block => block.Commands).Select(WithoutPrompt).SelectMany(In);

    /// <summary>The words after the program's name, once for each call on the line.</summary>
    public static IEnumerable<string[]> In(string line)
    {
        var calls = new List<List<string>> { new() };
        foreach (string word in Words(line.Replace("<(", "; ", StringComparison.Ordinal).Replace(')', ' ')))
        {
            if (Separators.Contains(word))
                calls.Add([]);
            else
                calls[^1].Add(word);
        }

        foreach (List<string> call in calls)
        {
            int program = call.FindIndex(word => !word.Contains('=', StringComparison.Ordinal));
            if (program >= 0 && call[program].Split('/')[^1] == "agsekit" && program + 1 < call.Count)
                yield return [.. call.Skip(program + 1)];
        }
    }

    private static string WithoutPrompt(string line) => line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line;

    /// <summary>As a shell takes a line apart, as far as pages need it: blanks, and quotes of both kinds.</summary>
    private static IEnumerable<string> Words(string line)
    {
        var word = new StringBuilder();
        char quote = '\0';
        bool any = false;
        foreach (char letter in line)
        {
            if (quote != '\0' || letter is '\'' or '"')
            {
                if (quote == '\0')
                    quote = letter;
                else if (quote == letter)
                    quote = '\0';
                else
                    word.Append(letter);
                any = true;
            }
            else if (letter == ' ')
            {
                if (any)
                    yield return word.ToString();
                word.Clear();
                any = false;
            }
            else
            {
                word.Append(letter);
                any = true;
            }
        }

        if (any)
            yield return word.ToString();
    }
}
