using AgentSafetyKit.Configuration;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>The example as it stands, and for each commented block ("# key:" and the lines beneath) the example with the block in place of the key above it.</summary>
internal static class ExampleVariants
{
    /// <returns>Each as its lines, and as what a reader of YAML makes of them.</returns>
    public static IEnumerable<(string[] Lines, YamlNode Root)> All()
    {
        string[] lines = ConfigExample.Text.Split('\n');
        yield return Parsed(lines);
        for (int i = 0; i < lines.Length; i++)
        {
            string text = lines[i].TrimStart();
            if (!text.StartsWith("# ", StringComparison.Ordinal) || !text.EndsWith(':') || text.IndexOf(' ', 2) >= 0)
                continue;
            int indent = lines[i].Length - text.Length;
            var changed = new List<string>(lines);
            string key = text[2..];
            int old = changed.FindLastIndex(i, l => l.StartsWith(new string(' ', indent) + key, StringComparison.Ordinal));
            for (int at = i; at < lines.Length && lines[at].Length > indent && lines[at][indent] == '#'; at++)
                changed[at] = lines[at][..indent] + lines[at][(indent + 2)..];
            changed.RemoveAt(old);
            yield return Parsed([.. changed]);
        }
    }

    private static (string[] Lines, YamlNode Root) Parsed(string[] lines) => (lines, YamlDocument.Parse(string.Join('\n', lines), new ConfigProblemList())!);
}
