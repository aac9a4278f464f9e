using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>Something worth saying of a run, kept with it.</summary>
public sealed record RunNote(string English, string Russian)
{
    public static RunNote Of(Text note) => new(note.English, note.Russian);

    public Text ToText() => new(English, Russian);
}
