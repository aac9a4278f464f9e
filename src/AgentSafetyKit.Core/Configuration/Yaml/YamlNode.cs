namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>A value of the document with its place. Aliases are resolved: one node can stand in several places, never within itself.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Height">Levels of nesting in it, itself included; bounded by <see cref="YamlDocument.DeepestNesting"/>, so walking a tree by recursion is safe.</param>
/// <param name="Weight">Roughly the bytes it would take with every alias written out.</param>
internal abstract record YamlNode(SourcePosition Position, int Height, long Weight)
{
    /// <summary>Absent: <c>key:</c>, <c>null</c> and <c>~</c>.</summary>
    public virtual bool IsNull => false;

    /// <summary>The same content; neither place nor quotes nor the order of a mapping's keys count.</summary>
    public static bool Same(YamlNode? left, YamlNode? right) => (left, right) switch
    {
        (YamlScalar a, YamlScalar b) => a.IsNull == b.IsNull && (a.IsNull || a.Value == b.Value),
        (YamlSequence a, YamlSequence b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(pair => Same(pair.First, pair.Second)),
        (YamlMapping a, YamlMapping b) => a.Entries.Length == b.Entries.Length && a.Entries.All(entry => b.Find(entry.Key.Value) is { } other && Same(entry.Value, other.Value)),
        _ => left is null && right is null,
    };
}
