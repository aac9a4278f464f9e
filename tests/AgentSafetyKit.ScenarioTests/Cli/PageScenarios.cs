using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;
using AgentSafetyKit.UnitTests.Architecture;
using AgentSafetyKit.UnitTests.Documents;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>What docs/backups.md and docs/configuration.md tell people to type is taken out of them and typed: it ends well, in the folder and with the names the pages speak of.</summary>
[Parallelizable]
internal sealed class PageScenarios : Scenario
{
    private const string InPlaceOfAnId = "20260131-235959";

    private string Shop => Path.Combine(Root, "work/shop");

    private string _id = "";

    [SetUp]
    public void MakeWhatThePagesSpeakOf()
    {
        Directory.CreateDirectory(Path.Combine(Shop, "src/sql"));
        foreach (string name in new[] { "src/main.py", "src/sql/report.sql", "README.md" })
            File.WriteAllText(Path.Combine(Shop, name), $"this is {name}\n");
        Kit.WorkingFolder = Shop;
        Kit.Variables["HOME"] = Root;
        WriteConfig($"vms: {{agent-ubuntu: {{cpu: 1, ram: 1G, disk: 5G}}}}\nagents: {{claude: {{type: claude}}, codex: {{type: codex}}}}\nmounts:\n  - {{source: {Shop}, min_free_space: 10M}}\n  - {{source: {Project}}}\n");
        CommandResult first = Kit.Run("backup-once", "--source-dir", Shop, "--dest-dir", Path.Combine(Root, "work/backups-shop"), "--json");
        _id = Json(first).GetProperty("snapshot").GetProperty("id").GetString()!;
    }

    [Test]
    public void What_is_run_by_other_scenarios_is_run_there() => Assert.That(
        PageCommands.RunElsewhere().Where(call => !call.Files.Any(file => call.Words.All(word => File.ReadAllText(file).Contains($"\"{word}", StringComparison.Ordinal)))).Select(call => string.Join(' ', call.Words)), Is.Empty);

    [Test]
    public void The_commands_of_the_page_on_backups_do_their_work()
    {
        string[][] shown = [.. Shown("docs/backups.md").Where(words => words[0] != "undo" && words[0] != "backup-repeated" && !words[0].StartsWith("backup-repeated-", StringComparison.Ordinal))];
        Assert.That(shown, Has.Length.GreaterThan(15));
        File.WriteAllText(Path.Combine(Shop, "src/main.py"), "print('changed')\n");
        foreach (string[] words in shown)
            Assert.That(Kit.Run([.. words.Select(Real), .. Agreed(words)]).ExitCode, Is.Zero, string.Join(' ', words));
        Assert.That(File.ReadAllText(Path.Combine(Shop, "src/main.py")), Is.EqualTo("this is src/main.py\n"), "one of them was 'backup restore'");
    }

    [Test]
    public async Task The_commands_of_the_page_on_backups_that_go_on_go_on_until_Ctrl_C()
    {
        string[][] shown = [.. Shown("docs/backups.md").Where(words => words[0].StartsWith("backup-repeated", StringComparison.Ordinal))];
        Assert.That(shown, Has.Length.EqualTo(3));
        foreach (string[] words in shown)
        {
            File.WriteAllText(Path.Combine(Shop, "new"), words[0]);
            using var terminal = new TerminalSession(Path.Combine(Root, "tmux"), Kit, [.. words.Select(Real)]);
            await terminal.WaitFor("Done, waiting");
            terminal.Press("C-c");
            await terminal.Ended(130);
        }

        Assert.That(Directory.EnumerateDirectories(Path.Combine(Root, "work/backups-shop")).Count(), Is.EqualTo(1 + shown.Length));
    }

    [Test]
    public void The_commands_of_the_page_on_the_configuration_end_well()
    {
        foreach (string[] words in Shown("docs/configuration.md").Where(words => words.Contains("config-example") || words.Contains("config")))
        {
            CommandResult result = Kit.Run(words);
            Assert.That(result.ExitCode, Is.Zero, string.Join(' ', words));
            // Its line on the page goes on with > config.yaml, which the next one reads.
            if (words[0] == "config-example" && words.Length == 1)
                File.WriteAllBytes(Path.Combine(Shop, "config.yaml"), result.Output);
        }
    }

    [Test]
    public void The_commands_of_the_other_pages_that_need_no_VM_do_their_work()
    {
        // What doctor and status find depends on the computer.
        int[] told = [0, 1, 2, 7];
        (string Page, string[] Words)[] shown = [.. PageCommands.WithoutMachine()];
        Assert.That(shown, Has.Length.GreaterThan(12));
        try
        {
            foreach ((string page, string[] words) in shown)
            {
                int[] good = words[0] is "doctor" or "status" || words is ["daemon", "status", ..] ? told : [0];
                CommandResult result = Kit.Run([.. words.Select(Real)]);
                Assert.That(good, Has.Member(result.ExitCode), $"{page}: {string.Join(' ', words)}\n{result.ErrorText}");
            }
        }
        finally
        {
            Kit.Run("daemon", "stop");
        }
    }

    [Test]
    public void The_script_that_records_the_pictures_records_them()
    {
        Shell("AGSEKIT_BINARY=\"$1\" AGSEKIT_RECORD_TO=\"$2\" \"$3/demo/record.sh\" backups", Path.GetFullPath(KitBinary.Path), Root, SourceTree.Root);
        string picture = File.ReadAllText(Path.Combine(Root, "backups.svg"));
        Assert.That(picture, Does.Contain("agsekit backup diff").And.Contain("1 changed, 7 deleted").And.Contain("7 created, 1 put back").And.Contain("before a restore").And.Not.Contain("/tmp/"));
    }

    private static IEnumerable<string[]> Shown(string page) => ShownCommand.In(MarkdownPage.Read(page)).DistinctBy(words => string.Join(' ', words));

    /// <summary>What a person answers where a command asks.</summary>
    private static string[] Agreed(string[] words) => words[0] == "backup-clean" || words.Contains("restore") ? ["--yes"] : [];

    /// <summary>A word as a person at this computer would write it: the shell's ~, and a snapshot, a path and a place there are.</summary>
    private string Real(string word) => word switch
    {
        "PATH" => "src/main.py",
        "/tmp/look" => Path.Combine(Root, "look"),
        InPlaceOfAnId => _id,
        ['~', '/', .. var rest] => Path.Combine(Root, rest),
        "ID" or ['I', 'D', ':', ..] => _id + word[2..],
        _ => word,
    };
}
