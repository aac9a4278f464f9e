using System.Text;
using System.Xml.Linq;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.UnitTests.Errors;

/// <summary>Writes docs/errors.md from the codes and the comments on them.</summary>
internal static class ErrorDocument
{
    private static readonly Dictionary<string, XElement> Comments = XDocument.Load(Path.ChangeExtension(typeof(ErrorCode).Assembly.Location, ".xml"))
        .Descendants("member").Where(member => member.Element("summary") is not null).ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);

    public static string Compose()
    {
        var text = new StringBuilder();
        text.Append("# Errors and exit codes\n\n");
        text.Append("This page is generated from the source (`src/AgentSafetyKit.Core/Errors`); a test keeps it in step.\n\n");
        text.Append("Every error says what failed, why, and what to do about it. Its code names the kind of failure and decides the exit code.\n\n");
        text.Append("## Exit codes\n\n| exit code | meaning |\n|---:|---|\n");
        foreach (ExitCode code in Enum.GetValues<ExitCode>())
            text.Append($"| {(int)code} | {MeaningOf(code)} |\n");
        text.Append("\n`run`, `shell`, `ssh` and `exec` answer with the exit code of what ran in the VM. A failure of agsekit itself is then 125; ");
        text.Append("only 2 and 130 stay what they are.\n\n");
        text.Append("## Error codes\n\n| code | exit code | meaning |\n|---|---:|---|\n");
        foreach (ErrorCode code in Enum.GetValues<ErrorCode>())
            text.Append($"| `{code}` | {(int)ErrorCodes.ExitCodeOf(code)} | {MeaningOf(code)} |\n");
        return text.ToString();
    }

    /// <summary>Empty: there is no comment on it.</summary>
    public static string MeaningOf<T>(T code)
        where T : struct, Enum =>
        Comments.TryGetValue($"F:{typeof(T).FullName}.{code}", out XElement? comment) ? string.Concat(comment.Nodes().Select(Words)).Trim() : "";

    private static string Words(XNode node) => node is XElement { Name.LocalName: "c" } code ? $"`{code.Value}`" : node is XText words ? words.Value : node.ToString();
}
