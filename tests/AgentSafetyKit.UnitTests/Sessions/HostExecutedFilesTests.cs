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
    [TestCase(".git")]
    [TestCase("sub/.git")]
    [TestCase(".git/config.worktree")]
    [TestCase(".git/info/attributes")]
    [TestCase(".git/commondir")]
    [TestCase(".git/modules/lib/config")]
    [TestCase(".git/modules/a/modules/b/hooks/post-checkout")]
    [TestCase(".git/worktrees/w/config.worktree")]
    [TestCase(".backupignore")]
    [TestCase("deep/.backupignore")]
    [TestCase("GNUmakefile")]
    [TestCase("src/makefile")]
    [TestCase("CMakeLists.txt")]
    [TestCase(".cargo/config.toml")]
    [TestCase("src/App/App.csproj")]
    [TestCase("Directory.Build.props")]
    [TestCase("Directory.Build.targets")]
    [TestCase(".exrc")]
    [TestCase(".claude/settings.json")]
    [TestCase(".mcp.json")]
    [TestCase(".cursor/mcp.json")]
    [TestCase("package-lock.json")]
    [TestCase("api/requirements-dev.txt")]
    [TestCase("go.mod")]
    [TestCase("Cargo.lock")]
    [TestCase("pyproject.toml")]
    public void What_the_host_runs_is_named(string path) => Assert.That(HostExecutedFiles.Find(path, isLink: false), Is.Not.Null);

    [TestCase("src/main.py")]
    [TestCase(".git/index")]
    [TestCase("my.envrc")]
    [TestCase("docs/Makefile.md")]
    [TestCase("x.git/hooks-of-mine")]
    [TestCase(".git/hooks/pre-commit.sample")]
    [TestCase(".git/refs/heads/hooks/config")]
    [TestCase(".git/HEAD")]
    [TestCase("app/config.toml")]
    [TestCase(".vscode")]
    [TestCase("notes.csproj.txt")]
    [TestCase("docs/requirements.md")]
    [TestCase("my-go.mod")]
    public void What_it_does_not_run_is_not(string path) => Assert.That(HostExecutedFiles.Find(path, isLink: false), Is.Null);

    [TestCase(".git")]
    [TestCase(".git/hooks")]
    [TestCase(".git/info")]
    [TestCase("sub/.git/modules")]
    [TestCase(".vscode")]
    [TestCase("web/.husky")]
    [TestCase(".github")]
    [TestCase(".github/workflows")]
    [TestCase(".cargo")]
    [TestCase(".claude")]
    [TestCase("Makefile")]
    public void A_link_in_the_place_of_such_a_file_or_of_its_folder_is_named(string path) => Assert.That(HostExecutedFiles.Find(path, isLink: true), Is.Not.Null);

    [TestCase("github")]
    [TestCase("src")]
    [TestCase("x.vscode")]
    [TestCase("workflows")]
    public void Other_links_are_not(string path) => Assert.That(HostExecutedFiles.Find(path, isLink: true), Is.Null);

    [Test]
    public void Hooks_come_before_the_editor_and_the_editor_before_a_build() => Assert.That(
        ((string[])[".git/hooks/pre-commit", ".vscode/tasks.json", "Makefile"]).Select(path => HostExecutedFiles.Find(path, false)!.Value.Severity),
        Is.EqualTo((ReviewSeverity[])[ReviewSeverity.AtOnce, ReviewSeverity.WhenOpened, ReviewSeverity.WhenStarted]));
}
