using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>Problems as compilers write them, <c>file:line:column: path: message</c>, so that editors and terminals can jump to the place. A warning says so before the path.</summary>
public static class ConfigProblemText
{
    public static string Line(string file, ConfigProblem problem, Language language)
    {
        string kind = problem.Severity == ConfigSeverity.Error ? "" : new Text("warning: ", "предупреждение: ").In(language);
        string path = problem.Path.Length == 0 ? "" : problem.Path + ": ";
        return string.Create(CultureInfo.InvariantCulture, $"{Printable.Escape(file)}:{problem.Line}:{problem.Column}: {kind}{path}{problem.Message.In(language)}");
    }

    /// <summary>One line a problem, without a line feed at the end.</summary>
    public static string Lines(string file, IEnumerable<ConfigProblem> problems, Language language) => string.Join('\n', problems.Select(p => Line(file, p, language)));
}
