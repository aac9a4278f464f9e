using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentSafetyKit.Ssh;

/// <summary>What OpenSSH's client says of its shared connection (mux.c).</summary>
internal static partial class SshAnswers
{
    /// <summary>From <c>Master running (pid=4711)</c>.</summary>
    public static int? MasterOf(string said) =>
        MasterPattern().Match(said) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : null;

    [GeneratedRegex(@"\bpid=([0-9]{1,10})\)", RegexOptions.CultureInvariant)]
    private static partial Regex MasterPattern();
}
