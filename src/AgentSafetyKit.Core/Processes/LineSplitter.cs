using System.Buffers;
using System.Text;

namespace AgentSafetyKit.Processes;

/// <summary>
/// Cuts a stream of bytes into lines (at \n, \r or \b, as progress meters write) of at most 4 KiB; the rest of a longer line and empty lines are left out. Bytes that are not
/// UTF-8 become U+FFFD; everything else comes as it was written: it is for the receiver to make it safe to print. Does nothing without a receiver.
/// </summary>
internal sealed class LineSplitter(Action<string>? receiver)
{
    public const int LongestLine = 4096;

    private readonly ArrayBufferWriter<byte> _line = new();

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (receiver is null)
            return;
        while (true)
        {
            int end = bytes.IndexOfAny((byte)'\n', (byte)'\r', (byte)'\b');
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            _line.Write(part[..Math.Min(part.Length, LongestLine - _line.WrittenCount)]);
            if (end < 0)
                return;
            Finish();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>The stream is at its end: what has no line end yet is the last line.</summary>
    public void Finish()
    {
        ReadOnlySpan<byte> line = _line.WrittenSpan;
        if (line.Length == LongestLine)
            line = line[..^TornCharacter(line)];
        if (line.Length > 0)
            receiver?.Invoke(Encoding.UTF8.GetString(line));
        _line.ResetWrittenCount();
    }

    /// <summary>How many bytes at the end are the beginning of a character that was cut off.</summary>
    private static int TornCharacter(ReadOnlySpan<byte> line)
    {
        for (int length = 1; length <= 3; length++)
        {
            if (Rune.DecodeFromUtf8(line[^length..], out _, out _) == OperationStatus.NeedMoreData)
                return length;
        }

        return 0;
    }
}
