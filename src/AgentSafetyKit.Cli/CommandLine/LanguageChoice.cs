using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>The language to speak: AGSEKIT_LANG, else the locale as locale(7) reads it (LC_ALL, LC_MESSAGES, LANG), else English.</summary>
internal static class LanguageChoice
{
    public static Language From(Func<string, string?> variable)
    {
        string? first = new[] { "AGSEKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG" }.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value) && value != "auto");
        return first is not null && first.StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? Language.Russian : Language.English;
    }
}
