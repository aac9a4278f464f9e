using System.Text.RegularExpressions;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// Turns the log lines of mmdebstrap and apt into progress: packages fetched, unpacked and configured, counted against the number apt announces. Also keeps the last lines, for the
/// message should it fail.
/// </summary>
public sealed partial class BuildProgress(IProgress<WorkProgress> receiver)
{
    private const int Kept = 12;
    private static readonly string[] Chatter = ["Selecting ", "Setting up ", "Unpacking ", "Preparing to ", "(Reading ", "Get:", "Hit:", "Reading ", "Building "];
    private static readonly Text Resolving = new("working out the packages of the image", "определяем пакеты образа");
    private static readonly Text Fetching = new("fetching packages", "получаем пакеты");
    private static readonly Text Installing = new("installing packages into the image", "устанавливаем пакеты в образ");
    private static readonly Text Finishing = new("finishing the image", "завершаем образ");
    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new();
    private int _announced;
    private int _fetched;
    private int _installed;

    /// <summary>The last lines, escaped for printing.</summary>
    public string LastLines
    {
        get
        {
            lock (_gate)
                return string.Join('\n', _last.Select(Printable.Escape));
        }
    }

    public void Line(string line)
    {
        lock (_gate)
        {
            if (!Array.Exists(Chatter, word => line.StartsWith(word, StringComparison.Ordinal)) && line.Trim('.', ' ').Length > 0)
                _last.Enqueue(line.Length > 300 ? line[..300] : line);
            if (_last.Count > Kept)
                _last.Dequeue();
        }

        if (Announcement().Match(line) is { Success: true } count)
            _announced += int.Parse(count.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        else if (line.StartsWith("Get:", StringComparison.Ordinal) && _announced > 0)
            receiver.Report(new WorkProgress(Fetching, Math.Min(++_fetched, _announced), _announced, ProgressUnit.Steps));
        else if (line.StartsWith("Unpacking ", StringComparison.Ordinal) || line.StartsWith("Setting up ", StringComparison.Ordinal))
            receiver.Report(new WorkProgress(Installing, Math.Min(++_installed, 2 * _announced), 2 * _announced, ProgressUnit.Steps));
        else if (line.StartsWith("I: running apt-get update", StringComparison.Ordinal))
            receiver.Report(new WorkProgress(Resolving));
        else if (line.StartsWith("I: running --customize-hook", StringComparison.Ordinal))
            receiver.Report(new WorkProgress(Finishing));
    }

    [GeneratedRegex(@"^\d+ upgraded, (\d+) newly installed")]
    private static partial Regex Announcement();
}
