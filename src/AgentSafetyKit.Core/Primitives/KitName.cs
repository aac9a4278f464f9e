namespace AgentSafetyKit.Primitives;

/// <summary>What VMs, agents, boxes and tokens may be called: a small letter, then up to 62 small letters, digits and hyphens. Safe as a host name, a part of a path and a word in commands.</summary>
public static class KitName
{
    public static bool IsValid(string name) =>
        name is [>= 'a' and <= 'z', ..] && name.Length <= 63 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
