using System.Globalization;
using System.Text;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>The way from the root to a value. A linked list: written out only when there is a problem to report.</summary>
internal sealed record YamlPath(YamlPath? Parent, string Key, int Index)
{
    private const int LongestKey = 64;

    public static YamlPath Root { get; } = new(null, "", -1);

    public YamlPath Down(string key) => new(this, key, -1);

    public YamlPath Down(int index) => new(this, "", index);

    /// <summary><c>mounts[0].backup</c>; safe to print.</summary>
    public override string ToString()
    {
        var steps = new Stack<YamlPath>();
        for (YamlPath step = this; step.Parent is not null; step = step.Parent)
            steps.Push(step);
        var text = new StringBuilder();
        foreach (YamlPath step in steps)
        {
            if (step.Index >= 0)
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            else
                text.Append(text.Length == 0 ? "" : ".").Append(Printable.Escape(step.Key.Length > LongestKey ? step.Key[..LongestKey] + "…" : step.Key));
        }

        return text.ToString();
    }
}
