using System.Text.RegularExpressions;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>Console output as a person reads it.</summary>
internal static partial class ConsoleText
{
    /// <summary>Takes away the colours and cursor movements of ECMA-48; what else is not printable is escaped by whoever prints it.</summary>
    public static string WithoutColours(string line) => Sequences().Replace(line, "");

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Sequences();
}
