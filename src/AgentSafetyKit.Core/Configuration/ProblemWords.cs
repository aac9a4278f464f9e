using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>Turns of phrase that several problems share.</summary>
internal static class ProblemWords
{
    private const int LongestValue = 60;

    /// <summary>Of a box or a session.</summary>
    public static Text NothingAllowed { get; } = new("a filtered network leads to the hosts of boxes.allow, and there are none; name them, such as [pypi.org], or take none", "фильтрованная сеть ведёт к хостам из boxes.allow, а их там нет; укажите их, например [pypi.org], или возьмите none");

    /// <summary>The value as a message shows it: in quotes, escaped, cut short.</summary>
    public static string Quoted(string value)
    {
        string shown = Printable.Escape(value.Length > LongestValue ? value[..LongestValue] : value);
        return value.Length > LongestValue ? $"'{shown}…'" : $"'{shown}'";
    }

    public static Text WithSuggestion(Text message, string? name) =>
        name is null ? message : new Text($"{message.English}; did you mean '{Printable.Escape(name)}'?", $"{message.Russian}; возможно, имелось в виду '{Printable.Escape(name)}'?");
}
