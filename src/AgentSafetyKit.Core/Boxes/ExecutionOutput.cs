using System.Buffers;
using System.Globalization;
using System.Text;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Boxes;

/// <summary>
/// Takes what src/guest/boxes/execute.sh prints: the command's output, of which only the first bytes are kept and handed on, and behind its standard error the verdict, which begins with a
/// word that nobody in the session knows.
/// </summary>
/// <param name="word">That word.</param>
/// <param name="onOutput">Handed each piece that is kept; null: nobody listens.</param>
/// <param name="most">So many bytes of each stream are kept.</param>
/// <param name="end">Ends the command, which prints without an end.</param>
internal sealed class ExecutionOutput(string word, OutputHeard? onOutput, int most, Action end)
{
    /// <summary>More than this is ended: nobody reads it, and it costs both computers time.</summary>
    private const long Most = 64 << 20;

    /// <summary>What a shell says of a program that was killed.</summary>
    private const int Killed = 137;

    /// <summary>A line feed, the word, three numbers and a line feed.</summary>
    private const int LongestVerdict = 96;

    /// <summary>No session lasts a year: such a number is not the script's.</summary>
    private const long LongestMilliseconds = 366L * 24 * 60 * 60 * 1000;

    private readonly ArrayBufferWriter<byte> _output = new(), _error = new();
    private readonly List<byte> _tail = new(LongestVerdict * 2);
    private long _heard;

    /// <summary>It printed more than is kept.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>It printed more than anybody reads, and is ended for it.</summary>
    public bool IsFlood { get; private set; }

    public void Hear(bool isError, ReadOnlySpan<byte> bytes)
    {
        if (IsFlood)
            return;
        _heard += bytes.Length;
        if (_heard > Most)
        {
            IsFlood = IsTruncated = true;
            end();
            return;
        }

        if (!isError)
        {
            Keep(false, bytes);
            return;
        }

        _tail.AddRange(bytes);
        if (_tail.Count <= LongestVerdict)
            return;
        int surplus = _tail.Count - LongestVerdict;
        Keep(true, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tail)[..surplus]);
        _tail.RemoveRange(0, surplus);
    }

    /// <summary>After the end of all output. Null: there is no verdict, because the session is gone or the connection broke.</summary>
    public ExecutionResult? End()
    {
        byte[] tail = [.. _tail];
        _tail.Clear();
        int at = tail.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes($"\n{word} "));
        Keep(true, at < 0 ? tail : tail.AsSpan(0, at));
        string[] words = at < 0 ? [] : Encoding.ASCII.GetString(tail.AsSpan(at + 1)).TrimEnd('\n').Split(' ');
        if (words.Length != 4 || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int code) || !long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out long took) || took > LongestMilliseconds)
            return null;
        return new ExecutionResult(code, _output.WrittenSpan.ToArray(), _error.WrittenSpan.ToArray(), TimeSpan.FromMilliseconds(took), words[2] == "1", IsTruncated);
    }

    /// <summary>The end of one that printed too much.</summary>
    public ExecutionResult Flooded(TimeSpan took) => new(Killed, _output.WrittenSpan.ToArray(), _error.WrittenSpan.ToArray(), took, TimedOut: false, IsTruncated: true);

    private void Keep(bool isError, ReadOnlySpan<byte> bytes)
    {
        ArrayBufferWriter<byte> kept = isError ? _error : _output;
        ReadOnlySpan<byte> rest = bytes[..(int)Math.Min(bytes.Length, most - kept.WrittenCount)];
        IsTruncated |= rest.Length < bytes.Length;
        if (rest.IsEmpty)
            return;
        kept.Write(rest);
        onOutput?.Invoke(isError, rest);
    }
}
