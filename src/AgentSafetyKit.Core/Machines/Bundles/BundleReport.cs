using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Bundles;

/// <summary>
/// Listens to a bundle's script while it runs: lines that begin with <c>@</c> are its own (src/guest/bundles/common.sh says which), lines of apt's status (<c>dlstatus:</c>, <c>pmstatus:</c>)
/// are how far it is, the last of all others are kept for the case that it fails. All of it is the guest's choice: what comes out of here is short and safe to print.
/// </summary>
/// <param name="bundle">What is being installed, as it stands before each step; null where it is the package sources.</param>
/// <param name="progress">Told of each step.</param>
/// <param name="redact">Takes secrets out of a line.</param>
internal sealed class BundleReport(string? bundle, IProgress<WorkProgress> progress, Func<string, string> redact)
{
    private const int KeptLines = 8, LongestLine = 300;

    private readonly Queue<string> _last = new();
    private Text _doing = BundleSteps.Of("", "");

    /// <summary>What the script ended with; null while it has said nothing of it.</summary>
    public BundleVerdict? Verdict { get; private set; }

    /// <summary>The last lines of what the programs of the guest said, newest last.</summary>
    public IReadOnlyList<string> LastLines => [.. _last];

    public void Add(string line)
    {
        if (line.StartsWith('@'))
            TakeWord(line[1..]);
        else if (line.StartsWith("dlstatus:", StringComparison.Ordinal) || line.StartsWith("pmstatus:", StringComparison.Ordinal))
            TakeStatus(line.Split(':', 4));
        else
            Keep(line);
    }

    /// <summary>Short and safe to print.</summary>
    public string Clean(string line) => Printable.Escape(redact(line.Length > LongestLine ? line[..LongestLine] + "…" : line).TrimEnd());

    private void TakeWord(string line)
    {
        string[] words = line.Split(' ', 3);
        string second = words.Length > 1 ? words[1] : "", rest = words.Length > 2 ? Clean(words[2]) : "";
        switch (words[0])
        {
            case "step":
                Text step = BundleSteps.Of(second, rest);
                _doing = bundle is null ? step : new Text($"{bundle}: {step.English}", $"{bundle}: {step.Russian}");
                progress.Report(new WorkProgress(_doing));
                break;
            case "there" or "done":
                Verdict = new BundleVerdict(words[0], GuestVersion.Of(second), "");
                break;
            case "fail":
                Verdict = new BundleVerdict("fail", Clean(second), rest);
                break;
            default:
                Keep(line);
                break;
        }
    }

    private void TakeStatus(string[] parts)
    {
        if (parts.Length > 2 && double.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent is >= 0 and <= 100)
            progress.Report(new WorkProgress(_doing, (long)percent, 100, ProgressUnit.Percent));
    }

    private void Keep(string line)
    {
        if (Clean(line) is not { Length: > 0 } clean)
            return;
        _last.Enqueue(clean);
        if (_last.Count > KeptLines)
            _last.Dequeue();
    }
}
