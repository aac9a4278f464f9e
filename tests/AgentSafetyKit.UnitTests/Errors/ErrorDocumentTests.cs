using AgentSafetyKit.Errors;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Errors;

/// <summary>docs/errors.md says of every code what it means, and nothing that is no longer so.</summary>
public sealed class ErrorDocumentTests
{
    private const string Page = "docs/errors.md";
    private const string Rewrite = "AGSEKIT_REWRITE_DOCS";

    [TestCaseSource(nameof(ErrorCodesAndExitCodes))]
    public void Every_code_has_a_meaning_for_users(Enum code, string meaning) =>
        Assert.That(meaning, Does.Match("^[A-Z][^\r\n|<]*[.]$"), $"{code.GetType().Name}.{code}: put one line of <summary> on it, in whole sentences");

    [Test]
    public void Only_a_bug_exits_as_a_bug() =>
        Assert.That(Enum.GetValues<ErrorCode>().Where(code => ErrorCodes.ExitCodeOf(code) is ExitCode.Bug or ExitCode.Ok), Is.EqualTo(new[] { ErrorCode.Bug }));

    [Test]
    public void The_page_is_what_the_source_says()
    {
        string wanted = ErrorDocument.Compose();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(Path.Combine(SourceTree.Root, Page), wanted);
        Assert.That(File.ReadAllText(Path.Combine(SourceTree.Root, Page)), Is.EqualTo(wanted), $"to write {Page} anew, run this test with {Rewrite}=1");
    }

    private static IEnumerable<TestCaseData> ErrorCodesAndExitCodes() =>
        Enum.GetValues<ErrorCode>().Select(code => Case(code)).Concat(Enum.GetValues<ExitCode>().Select(code => Case(code)));

    private static TestCaseData Case<T>(T code)
        where T : struct, Enum =>
        new TestCaseData(code, ErrorDocument.MeaningOf(code)).SetArgDisplayNames(typeof(T).Name, code.ToString());
}
