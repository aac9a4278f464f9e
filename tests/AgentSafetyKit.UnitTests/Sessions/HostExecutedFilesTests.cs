using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class HostExecutedFilesTests
{
    [TestCase(".git/hooks/pre-commit")]
    [TestCase("vendor/lib/.git/hooks/post-checkout")]
    [TestCase(".git/config")]
    [TestCase("sub/.git/config")]
    [TestCase(".vscode/tasks.json")]
    [TestCase(".envrc")]
    [TestCase("deep/down/.envrc")]
    [TestCase("package.json")]
    [TestCase("web/package.json")]
    [TestCase(".github/workflows/ci.yml")]
    [TestCase("Makefile")]
    public void What_the_host_runs_is_named(string path) => Assert.That(HostExecutedFiles.WhyItMatters(path), Is.Not.Null);

    [TestCase("src/main.py")]
    [TestCase(".git/index")]
    [TestCase("my.envrc")]
    [TestCase("docs/Makefile.md")]
    [TestCase("x.git/hooks-of-mine")]
    public void What_it_does_not_run_is_not(string path) => Assert.That(HostExecutedFiles.WhyItMatters(path), Is.Null);
}
