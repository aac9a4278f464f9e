namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>What stands between two lines of three back ticks.</summary>
/// <param name="Language"><c>sh</c>, <c>yaml</c>; <c>text</c> for pictures, whose words may be translated.</param>
internal sealed record FencedBlock(string Language, string Text)
{
    public IEnumerable<string> Lines => Text.TrimEnd('\n').Split('\n');

    /// <summary>The lines without their comments.</summary>
    public IEnumerable<string> Commands => Lines.Select(line => (line.StartsWith('#') ? "" : line.Split(" #")[0]).TrimEnd());
}
