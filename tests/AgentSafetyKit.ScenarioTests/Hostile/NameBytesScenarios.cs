using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>Names an agent may choose: none of their bytes tells the terminal anything.</summary>
[Parallelizable]
internal sealed class NameBytesScenarios : Scenario
{
    private const string MakeHostileNames = """
        printf one >"$(printf 'new\nline')"; printf two >"$(printf 'esc\033]0;title\007')"; printf three >"$(printf 'ff\377')"; printf four >"$(printf 'c1\302\23331m')"
        printf five >"$(printf 'rtl\342\200\256gpj')"; printf six >-rf; mkdir "$(printf 'dir\rcarriage')"; ln -s "$(printf '/etc/\033[31m')" link
        """;

    [Test]
    public void Listings_and_plans_of_hostile_names_have_no_control_bytes()
    {
        Shell("echo x >plain");
        string id = Snapshot();
        Shell(MakeHostileNames);
        string wild = Json(AssertClean(Kit.Run([.. BackupOnce, "--json"]))).GetProperty("snapshot").GetProperty("id").GetString()!;
        CommandResult plan = AssertClean(Kit.Run("backup", "restore", id, "--dry-run", "--verbose"));
        Assert.That(plan.ErrorText, Does.Contain(@"- new\nline").And.Contain(@"- esc\x1b]0;title\x07").And.Contain(@"- ff\xff").And.Contain(@"- c1\u009b31m").And.Contain(@"- rtl\u202egpj"));
        JsonElement steps = Json(AssertClean(Kit.Run("backup", "restore", id, "--dry-run", "--json"))).GetProperty("steps");
        Assert.That(steps.EnumerateArray().Select(step => step.GetProperty("path").GetString()), Does.Contain(@"ff\xff"));
        JsonElement odd = steps.EnumerateArray().Single(step => step.GetProperty("path").GetString() == @"ff\xff");
        Assert.That(Convert.FromBase64String(odd.GetProperty("pathBytes").GetString()!), Is.EqualTo(new byte[] { 0x66, 0x66, 0xFF }));
        JsonElement link = Json(AssertClean(Kit.Run("backup", "show", wild, "--json"))).GetProperty("children").EnumerateArray().Single(entry => entry.GetProperty("path").GetString() == "link");
        Assert.That((link.GetProperty("pathBytes").GetString(), Convert.FromBase64String(link.GetProperty("targetBytes").GetString()!)), Is.EqualTo(((string?)null, "/etc/\e[31m"u8.ToArray())));
        string before = Inventory(Project);
        Assert.That(AssertClean(Kit.Run("backup", "restore", id, "--yes")).ExitCode, Is.Zero);
        Assert.That(Shell("ls -A"), Is.EqualTo("plain\n"));
        Assert.That(AssertClean(Kit.Run("backup", "restore", wild, "--yes")).ExitCode, Is.Zero);
        Assert.That(Inventory(Project), Is.EqualTo(before), "each byte of the names is back");
    }

    [Test]
    public void A_folder_with_a_hostile_name_is_worked_on_and_shown_harmlessly()
    {
        string folder = Path.Combine(Root, "e\e[31mvil\nx");
        string backups = Path.Combine(Root, "b\e[32m\nb");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "a"), "one");
        string[] once = ["backup-once", "--source-dir", folder, "--dest-dir", backups];
        string id = Json(AssertClean(Kit.Run([.. once, "--json"]))).GetProperty("snapshot").GetProperty("id").GetString()!;
        AssertClean(Kit.Run(once));
        AssertClean(Kit.Run("backups", folder, "--dest-dir", backups));
        AssertClean(Kit.Run("backups", folder));
        AssertClean(Kit.Run("backup", "restore", id, "--source-dir", folder));
        AssertClean(Kit.Run("backup", "restore", "20000101-000000", "--source-dir", folder, "--dest-dir", backups));
        AssertClean(Kit.Run("backup", "restore", id, "a\e[1m", "--source-dir", folder, "--dest-dir", backups, "--yes"));
        AssertClean(Kit.Run("backup", "restore", "x\e[1m", "--source-dir", folder, "--dest-dir", backups));
        AssertClean(Kit.Run("backup-once", "--source-dir", folder + "no\e", "--dest-dir", backups));
        AssertClean(Kit.Run("backup-once", "--source-dir", folder, "--dest-dir", Path.Combine(folder, "in\eside")));
        AssertClean(Kit.Run("backup-once", "--source-dir", folder, "--dest-dir", "/proc/e\e[31m"));
        AssertClean(Kit.Run("run", "--workdir", folder, "shell"));
        AssertClean(Kit.Run("run", "sh\e[31mell"));
        AssertClean(Kit.Run("mount", folder));
        AssertClean(Kit.Run("vms", "--config", folder + "/none\e.yaml"));
        AssertClean(Kit.Run("review", "r\e[31m"));
        AssertClean(Kit.Run("umount", folder + "/none\e"));
        AssertClean(Kit.Run("v\e[31mms"));
        AssertClean(Kit.Run("vms", "--x\e[31m"));
        AssertClean(Kit.Run("completion", "ba\e[31m"));
    }

    [Test]
    public void A_configuration_with_control_characters_is_quoted_harmlessly()
    {
        WriteConfig("vms:\n  \"a\\e[31m\": {cpu: 1, ram: 1G, disk: 1G}\n  b: {cpu: \"\\e[1mx\", ram: 1G, disk: 1G, \"k\\e\": 1}\nagents:\n  \"s\\e[31m\": {type: \"c\\e\"}\n");
        Assert.That(AssertClean(Kit.Run("config", "check")).ExitCode, Is.EqualTo(3));
        AssertClean(Kit.Run("config", "check", "--json"));
        AssertClean(Kit.Run("vms"));
        WriteConfig("vms:\n  a: {cpu: 1, ram: 1G, disk: 1G}\nmounts:\n- source: \"/tmp/\\e[31mx\"\nagents:\n  s: {type: command, command: [\"b\\e[31m\"], env: {A: \"\\e[31m\"}}\n");
        AssertClean(Kit.Run("config", "check"));
        AssertClean(Kit.Run("config", "show"));
        AssertClean(Kit.Run("config", "show", "--json"));
        AssertClean(Kit.Run("mounts"));
        AssertClean(Kit.Run("mounts", "--json"));
    }

    /// <summary>No byte below a blank but line feeds, no DEL, no C1 control, nothing that is not UTF-8; and no bug of ours.</summary>
    private static CommandResult AssertClean(CommandResult result)
    {
        foreach (string text in new[] { result.OutputText, result.ErrorText })
        {
            Assert.That(text.Where(c => c != '\n' && char.IsControl(c)), Is.Empty, text);
            Assert.That(text, Does.Not.Contain('\uFFFD').And.Not.Contain('\u202e').And.Not.Contain("evil\nx").And.Not.Contain("new\nline"));
        }

        Assert.That(result.ExitCode, Is.Not.EqualTo(1), result.ErrorText);
        return result;
    }
}
