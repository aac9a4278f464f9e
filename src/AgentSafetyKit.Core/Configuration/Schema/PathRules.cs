using System.Text;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>How the configuration writes paths. Textual only: what is a symbolic link is found out when a folder is used.</summary>
internal static class PathRules
{
    /// <summary>PATH_MAX of linux/limits.h.</summary>
    private const int LongestPath = 4095;

    /// <summary>Absolute, or with <c>~</c> for the home folder; without <c>..</c>, doubled and trailing slashes afterwards.</summary>
    public static Parsed<string> ParseHost(string text, ConfigContext context)
    {
        if (TooLong(text) is { } problem)
            return problem;
        if (text == "~")
            return Clean(context.HomeFolder);
        if (text.StartsWith("~/", StringComparison.Ordinal))
            return Clean(context.HomeFolder + text[1..]);
        if (text.StartsWith('/'))
            return Clean(text);
        return text.StartsWith('~')
            ? ValueProblem.Invalid($"{ProblemWords.Quoted(text)}: other users' home folders are not supported; write the path in full", $"{ProblemWords.Quoted(text)}: домашние папки других пользователей не поддерживаются; напишите путь полностью")
            : ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not an absolute path; begin with / or ~/", $"{ProblemWords.Quoted(text)} — не абсолютный путь; начните с / или ~/");
    }

    public static Parsed<string> ParseGuest(string text)
    {
        if (TooLong(text) is { } problem)
            return problem;
        if (text == "same")
            return text;
        if (text.StartsWith('/'))
            return Clean(text);
        string? meant = text.StartsWith("~/", StringComparison.Ordinal) ? "/home/ubuntu" + text[1..] : null;
        return ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not an absolute path in the VM (nor 'same')", $"{ProblemWords.Quoted(text)} — не абсолютный путь в ВМ (и не 'same')", meant);
    }

    /// <summary>A pattern as in .gitignore, without a way out of the folder.</summary>
    public static Parsed<string> ParsePattern(string text)
    {
        if (TooLong(text) is { } problem)
            return problem;
        return text.Split('/').Contains("..")
            ? ValueProblem.Invalid($"{ProblemWords.Quoted(text)}: '..' would lead out of the folder", $"{ProblemWords.Quoted(text)}: '..' выводит за пределы папки")
            : text;
    }

    /// <summary>A line of an ignore file: no comment, nothing that a file of that kind would read otherwise, and nothing that can fit no name.</summary>
    public static Parsed<string> ParseIgnorePattern(string text)
    {
        if (ParsePattern(text) is { Problem: { } problem })
            return problem;
        string bare = text.TrimStart('!');
        bool fits = text.Trim() == text && !text.Contains('\n') && !text.StartsWith('#') && bare.Trim() == bare && bare is not "~" && !bare.StartsWith("~/", StringComparison.Ordinal)
            && !bare.Split('/').Contains(".") && (bare.Contains('\\') || bare.Count('[') <= bare.Count(']')) && IgnorePattern.Parse(Encoding.UTF8.GetBytes(text)) is not null;
        return fits ? text : ValueProblem.Invalid(
            $"{ProblemWords.Quoted(text)} fits nothing: a pattern is as a line of .gitignore, from the folder on, such as build/, *.o or !/src/",
            $"под {ProblemWords.Quoted(text)} ничего не подходит: шаблон пишется как строка .gitignore, от самой папки, например build/, *.o или !/src/");
    }

    /// <summary>A folder by its path from the mount's root: no pattern.</summary>
    public static Parsed<string> ParseFolder(string text)
    {
        if (ParsePattern(text) is { Problem: { } problem })
            return problem;
        string folder = text.Trim('/');
        bool isPlain = folder.Length > 0 && folder.IndexOfAny(['*', '?', '[', '\\', '\n']) < 0 && !folder.StartsWith('!') && !folder.Split('/').Any(part => part is "" or ".");
        return isPlain ? folder : ValueProblem.Invalid($"{ProblemWords.Quoted(text)}: a folder is named by its path, without patterns", $"{ProblemWords.Quoted(text)}: папка называется своим путём, без шаблонов");
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or lies in it; both absolute and clean.</summary>
    public static bool IsAtOrBeneath(string path, string folder) =>
        path == folder || (folder == "/" ? path.StartsWith('/') : path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>The folder itself and all those above it, the root last.</summary>
    public static IEnumerable<string> SelfAndAbove(string path)
    {
        for (string? at = path; !string.IsNullOrEmpty(at); at = Path.GetDirectoryName(at))
            yield return at;
    }

    private static string Clean(string path) => Path.GetFullPath(path) is { Length: > 1 } full ? full.TrimEnd('/') is { Length: > 0 } clean ? clean : "/" : "/";

    private static ValueProblem? TooLong(string text)
    {
        if (text.Length == 0)
            return ValueProblem.Invalid("may not be empty", "не может быть пустым");
        return Encoding.UTF8.GetByteCount(text) > LongestPath ? ValueProblem.OutOfRange($"a path has {LongestPath} bytes at most", $"в пути не больше {LongestPath} байт") : null;
    }
}
