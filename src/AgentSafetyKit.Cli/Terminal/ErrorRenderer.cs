using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>An error as people read it: what failed, why, and what to do.</summary>
internal static class ErrorRenderer
{
    public static string Render(KitException error, Language language, bool color)
    {
        bool russian = language == Language.Russian;
        string cause = russian ? "  причина: " : "  cause: ";
        string fix = russian ? "  решение: " : "  fix:   ";
        var text = new StringBuilder();
        text.Append(Style.Red("agsekit:", color)).Append(' ').Append(WithoutControls(error.What.In(language))).Append('\n');
        Append(text, cause, error.Cause.In(language));
        Append(text, fix, error.Fix.In(language));
        return text.ToString();
    }

    /// <summary>Names are escaped where they enter a message; a cause may quote what a program of the system said, and this is the last place before the terminal.</summary>
    private static string WithoutControls(string words) => string.Concat(words.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c));

    private static void Append(StringBuilder text, string label, string words)
    {
        if (words.Length == 0)
            return;
        string indent = new(' ', label.Length);
        text.Append(label).Append(WithoutControls(words).Replace("\n", "\n" + indent, StringComparison.Ordinal)).Append('\n');
    }
}
