namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>A single value. What it means is decided by the key it belongs to, so <c>"2"</c> is a number where a number is asked for and <c>no</c> is a name where a name is.</summary>
/// <param name="IsPlain">Written without quotes, so that <c>null</c> means nothing instead of the word.</param>
internal sealed record YamlScalar(SourcePosition Position, string Value, bool IsPlain) : YamlNode(Position, 1, 16 + Value.Length)
{
    public override bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";
}
