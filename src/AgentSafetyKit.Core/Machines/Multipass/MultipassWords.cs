using System.Text;
using System.Text.RegularExpressions;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// What the client prints, as words: it draws a spinner on standard output without a terminal too, and passes every error line of the daemon's log, of any machine, to standard error.
/// </summary>
internal static partial class MultipassWords
{
    /// <summary>What would be left to read on a terminal: <c>\b</c> takes a character back, <c>ESC[2K</c> clears the line, other escapes draw nothing.</summary>
    public static byte[] Shown(ReadOnlySpan<byte> output)
    {
        var shown = new List<byte>(output.Length);
        int line = 0;
        for (int i = 0; i < output.Length; i++)
        {
            switch (output[i])
            {
                case (byte)'\b':
                    if (shown.Count > line)
                        shown.RemoveAt(shown.Count - 1);
                    break;
                case 0x1B when i + 1 < output.Length && output[i + 1] == '[':
                    int end = i + 2;
                    while (end < output.Length && output[end] is (>= (byte)'0' and <= (byte)'9') or (byte)';' or (byte)'?')
                        end++;
                    if (end < output.Length && output[end] == 'K')
                        shown.RemoveRange(line, shown.Count - line);
                    i = end;
                    break;
                default:
                    shown.Add(output[i]);
                    if (output[i] == '\n')
                        line = shown.Count;
                    break;
            }
        }

        return [.. shown];
    }

    /// <summary>Why a call failed, in the client's own words, made safe to print: without the daemon's log (unless there is nothing else), without the prefix of the verb, each line once.</summary>
    public static string Complaint(string verb, ReadOnlySpan<byte> error)
    {
        string[] lines = Encoding.UTF8.GetString(Shown(error)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] own = [.. lines.Where(line => !LogLine().IsMatch(line))];
        string prefix = verb + " failed:";
        IEnumerable<string> words = (own.Length > 0 ? own : lines)
            .Select(line => line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..].TrimStart() : line)
            .Where(line => line.Length > 0 && line != "The following errors occurred:")
            .Distinct();
        return Printable.EscapeLines(Encoding.UTF8.GetBytes(string.Join('\n', words))).Trim();
    }

    /// <summary>A line of a log, <c>[2026-11-21T09:31:37.206] [error] [category] words</c>; the client writes its own ends so too, those are kept.</summary>
    [GeneratedRegex(@"^\[\d{4}-\d\d-\d\dT[\d:.]+\] \[(error|warning|info|debug|trace)\] (?!\[client\])")]
    private static partial Regex LogLine();
}
