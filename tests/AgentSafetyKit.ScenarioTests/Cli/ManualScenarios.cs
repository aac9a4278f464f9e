using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>The manual pages, judged by a formatter of manual pages.</summary>
[Parallelizable]
internal sealed class ManualScenarios : Scenario
{
    [Test]
    public void Every_command_has_a_page_without_a_fault_in_both_languages()
    {
        string pages = Path.Combine(Root, "man");
        Assert.That(Kit.Run("write-manual", pages).ExitCode, Is.Zero);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Shell("""cd "$1"; find . -name '*.1' -exec mandoc -T lint -W error {} + """, pages), Is.Empty);
            Assert.That(Directory.GetFiles(Path.Combine(pages, "man1")).Select(Path.GetFileName), Is.SupersetOf(new[] { "agsekit.1", "agsekit-run.1", "agsekit-backup-diff.1" }));
            Assert.That(Directory.GetFiles(Path.Combine(pages, "ru", "man1")), Has.Length.EqualTo(Directory.GetFiles(Path.Combine(pages, "man1")).Length));
            Assert.That(Directory.GetFiles(Path.Combine(pages, "man1")).Select(Path.GetFileName), Has.None.Contains("mount-server"));
        }

        string page = Shell("""mandoc -T utf8 "$1" | col -b""", Path.Combine(pages, "man1", "agsekit-undo.1"));
        Assert.That(page, Does.Contain("agsekit undo [options] [RUN|PATH…]").And.Contain("EXIT STATUS"));
    }
}
