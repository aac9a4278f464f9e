using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>Turns of phrase that several problems share.</summary>
internal static class ProblemWords
{
    private const int LongestValue = 60;

    /// <summary>Of a box or a session: a policy that can not be enforced is refused, never pretended.</summary>
    public static Text NoFilteredNetwork { get; } = new("this version has no gateway that could hold a filtered network; take none or open", "в этой версии нет шлюза, который бы обеспечил фильтрованную сеть; укажите none или open");

    /// <summary>The value as a message shows it: in quotes, escaped, cut short.</summary>
    public static string Quoted(string value)
    {
        string shown = Printable.Escape(value.Length > LongestValue ? value[..LongestValue] : value);
        return value.Length > LongestValue ? $"'{shown}…'" : $"'{shown}'";
    }

    public static Text WithSuggestion(Text message, string? name) =>
        name is null ? message : new Text($"{message.English}; did you mean '{Printable.Escape(name)}'?", $"{message.Russian}; возможно, имелось в виду '{Printable.Escape(name)}'?");
}
