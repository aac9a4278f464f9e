using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>The language to speak: AGSEKIT_LANG, else what the configuration says, else the locale as locale(7) reads it (LC_ALL, LC_MESSAGES, LANG), else English.</summary>
internal static class SpokenLanguage
{
    public static Language From(Func<string, string?> variable, Func<LanguageChoice> configured)
    {
        if (First(variable, "AGSEKIT_LANG") is { } said)
            return Of(said);
        return configured() switch
        {
            LanguageChoice.English => Language.English,
            LanguageChoice.Russian => Language.Russian,
            _ => Of(First(variable, "LC_ALL", "LC_MESSAGES", "LANG")),
        };
    }

    private static string? First(Func<string, string?> variable, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (variable(name) is { Length: > 0 } value && value != "auto")
                return value;
        }

        return null;
    }

    private static Language Of(string? word) => word is not null && word.StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? Language.Russian : Language.English;
}
