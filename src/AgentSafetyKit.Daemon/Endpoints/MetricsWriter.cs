using System.Globalization;
using System.Text;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Writes Prometheus' text format: a family's help and type once, then its samples.</summary>
internal sealed class MetricsWriter
{
    private readonly StringBuilder _text = new();

    /// <param name="help">One line without backslashes.</param>
    public void Family(string name, string type, string help) => _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        char before = '{';
        foreach ((string label, string words) in labels)
        {
            _text.Append(before).Append(label).Append("=\"").Append(Escape(words)).Append('"');
            before = ',';
        }

        if (!labels.IsEmpty)
            _text.Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
