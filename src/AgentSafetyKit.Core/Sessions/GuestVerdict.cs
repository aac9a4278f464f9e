namespace AgentSafetyKit.Sessions;

/// <summary>How a detached agent is, as its guest says.</summary>
/// <param name="State">Lives, or has ended in one way or another.</param>
/// <param name="Code">0 to 255; null while it lives, and where nobody knows it.</param>
public readonly record struct GuestVerdict(GuestVerdictState State, int? Code)
{
    /// <summary>The guest may say anything: what is not understood is an end nobody knows the code of.</summary>
    public static GuestVerdict Parse(string said)
    {
        string[] words = said.Trim().Split(' ');
        return words[0] switch
        {
            "alive" => new GuestVerdict(GuestVerdictState.Alive, null),
            "restarted" => new GuestVerdict(GuestVerdictState.GuestRestarted, null),
            _ => new GuestVerdict(GuestVerdictState.Ended, words.Length == 2 && byte.TryParse(words[1], out byte code) ? code : null),
        };
    }
}
