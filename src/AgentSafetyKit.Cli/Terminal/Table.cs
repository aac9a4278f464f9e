using System.Text;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Columns for people: as wide as their longest cell, two blanks between, the last one as long as it likes.</summary>
internal sealed class Table(params string[] heading)
{
    private readonly List<string[]> _rows = [heading];

    public void Add(params string[] cells) => _rows.Add(cells);

    public string Render(bool color)
    {
        int columns = _rows.Max(row => row.Length);
        int[] widths = [.. Enumerable.Range(0, columns).Select(c => _rows.Max(row => c < row.Length ? row[c].Length : 0))];
        var text = new StringBuilder();
        for (int r = 0; r < _rows.Count; r++)
        {
            string line = string.Join("  ", _rows[r].Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd();
            text.Append(r == 0 ? Style.Dim(line, color) : line).Append('\n');
        }

        return text.ToString();
    }
}
