using System.Text;

namespace AgentSafetyKit.Processes;

/// <summary>Cuts a stream of bytes into lines (at \n or \r, as progress meters write) of at most 4 KiB; does nothing without a receiver.</summary>
internal sealed class LineSplitter(Action<string>? receiver)
{
    private const int LongestLine = 4096;
    private readonly List<byte> _line = [];

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (receiver is null)
            return;
        foreach (byte value in bytes)
        {
            if (value is (byte)'\n' or (byte)'\r')
                Finish();
            else if (_line.Count < LongestLine)
                _line.Add(value);
        }
    }

    public void Finish()
    {
        if (_line.Count > 0)
            receiver?.Invoke(Encoding.UTF8.GetString([.. _line]));
        _line.Clear();
    }
}
