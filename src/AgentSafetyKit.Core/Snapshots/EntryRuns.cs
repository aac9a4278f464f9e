namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Which row each entry of a table is, as runs of rows that follow one another: a row of the manifest the table goes back to, or one of its own. Ten changes among a million entries are some twenty runs.
/// </summary>
internal sealed class EntryRuns
{
    /// <summary>Set in the number of a row that is the table's own.</summary>
    public const int Own = int.MinValue;
    private int[] _starts = [0];
    private int[] _rows = [0];
    private int _runs;
    private int _hint;

    public int Count { get; private set; }

    public void Append(int row, int count)
    {
        if (count == 0)
            return;
        if (_runs > 0 && _rows[_runs - 1] + (Count - _starts[_runs - 1]) == row)
        {
            Count += count;
            return;
        }

        if (_runs == _starts.Length)
        {
            Array.Resize(ref _starts, _runs * 2);
            Array.Resize(ref _rows, _runs * 2);
        }

        _starts[_runs] = Count;
        _rows[_runs++] = row;
        Count += count;
    }

    /// <summary>May be asked by several threads at once: the remembered run is only a guess.</summary>
    public int RowOf(int entry) => RowOf(entry, out _);

    /// <param name="entry">Which one.</param>
    /// <param name="following">How many entries, this one too, are the rows from there on.</param>
    public int RowOf(int entry, out int following)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)Count, nameof(entry));
        int run = _hint;
        if (entry < _starts[run] || entry >= EndOf(run))
            _hint = run = Find(entry);
        following = EndOf(run) - entry;
        return _rows[run] + (entry - _starts[run]);
    }

    private int EndOf(int run) => run + 1 < _runs ? _starts[run + 1] : Count;

    private int Find(int entry)
    {
        int found = Array.BinarySearch(_starts, 0, _runs, entry);
        return found >= 0 ? found : ~found - 1;
    }
}
