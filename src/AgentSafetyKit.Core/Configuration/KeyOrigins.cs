using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>Where the settings of one section were written: a key that is not here has its default.</summary>
/// <param name="Section">Where the section itself begins; null when it is absent.</param>
/// <param name="Keys">Places of the values that were given and taken.</param>
public sealed record KeyOrigins(SourcePosition? Section, ImmutableDictionary<string, SourcePosition> Keys)
{
    public static KeyOrigins None { get; } = new(null, ImmutableDictionary<string, SourcePosition>.Empty);

    public bool IsSet(string key) => Keys.ContainsKey(key);

    /// <summary>The line that sets the key, or null for the default.</summary>
    public int? LineOf(string key) => Keys.TryGetValue(key, out SourcePosition position) ? position.Line : null;

    /// <summary>Where to point at for a problem with this key.</summary>
    public SourcePosition At(string key) => Keys.TryGetValue(key, out SourcePosition position) ? position : Section ?? new SourcePosition(1, 1);
}
