using System.Text;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Columns for people: as wide as their longest cell, two blanks between, the last one as long as it likes. A column with nothing in it is left out, and so are, where the terminal is narrow, the last ones that can be missed.
/// </summary>
internal sealed class Table(params string[] heading)
{
    private const string Between = "  ";
    private readonly List<string[]> _rows = [heading];

    /// <summary>How many of the last columns may be left out for a narrow terminal.</summary>
    public int Missable { get; init; }

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <param name="color">Whether the terminal has it.</param>
    /// <param name="room">How wide the terminal is; 0: nobody cares.</param>
    public string Render(bool color, int room = 0)
    {
        int[] widths = [.. Enumerable.Range(0, _rows.Max(row => row.Length)).Select(c => _rows.Max(row => Cell(row, c).Length))];
        List<int> shown = [.. Enumerable.Range(0, widths.Length).Where(c => _rows.Count == 1 || _rows.Skip(1).Any(row => Cell(row, c).Length > 0))];
        for (int missable = Missable; room > 0 && missable > 0 && shown.Sum(c => widths[c] + Between.Length) - Between.Length > room; missable--)
            shown.Remove(widths.Length - 1 - (Missable - missable));
        var text = new StringBuilder();
        for (int r = 0; r < _rows.Count; r++)
        {
            string line = string.Join(Between, shown.Select(c => Cell(_rows[r], c).PadRight(widths[c]))).TrimEnd();
            text.Append(r == 0 ? Style.Dim(line, color) : line).Append('\n');
        }

        return text.ToString();
    }

    private static string Cell(string[] row, int column) => column < row.Length ? row[column] : "";
}
