namespace AgentSafetyKit.Boxes;

/// <summary>What a box may be called: safe as a part of a path and of a container's name.</summary>
public static class BoxName
{
    public static bool IsValid(string name) =>
        name is [>= 'a' and <= 'z', ..] && name.Length <= 63 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
