using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>Where the configuration comes from, and what happens when it is wrong.</summary>
[Parallelizable]
internal sealed class ConfigurationScenarios : Scenario
{
    private const string Good = "vms:\n  work: {cpu: 1, ram: 1G, disk: 5G}\n";

    private string ConfigFile => Path.Combine(Home, "config.yaml");

    [Test]
    public void The_example_is_printed_written_and_right()
    {
        string example = Kit.Run("config-example").OutputText;
        Assert.That(example, Does.Contain("vms:").And.Contain("mounts:"));
        CommandResult written = Kit.Run("config-example", ConfigFile);
        AssertRefused(written, 0, "Written to " + ConfigFile);
        Assert.That(File.ReadAllText(ConfigFile), Is.EqualTo(example));
        AssertRefused(Kit.Run("config", "check"), 0, "is right");
    }

    [Test]
    public void The_example_never_overwrites_a_file()
    {
        WriteConfig(Good);
        AssertRefused(Kit.Run("config-example", ConfigFile), 4, "is there already");
        Assert.That(File.ReadAllText(ConfigFile), Is.EqualTo(Good));
    }

    [Test]
    public void The_file_is_the_one_named_then_that_of_the_variable_then_the_home_and_never_one_of_the_folder()
    {
        File.WriteAllText(Path.Combine(Project, "config.yaml"), "vms:\n  planted: {cpu: 1, ram: 1G, disk: 5G}\n");
        Assert.That(Json(Kit.Run("vms", "--json")).GetProperty("vms").GetArrayLength(), Is.Zero, "the folder's own file is an agent's to write");
        Assert.That(Json(Kit.Run("config", "path", "--json")).GetProperty("file").GetString(), Is.EqualTo(ConfigFile));
        WriteConfig(Good);
        Assert.That(OnlyMachine(), Is.EqualTo("work"));
        string other = Path.Combine(Root, "other.yaml");
        File.WriteAllText(other, Good.Replace("work", "other", StringComparison.Ordinal));
        Kit.Variables["CONFIG_PATH"] = other;
        Assert.That(OnlyMachine(), Is.EqualTo("other"));
        Assert.That(OnlyMachine("--config", ConfigFile), Is.EqualTo("work"), "words are nearer than variables");
        Kit.Variables["CONFIG_PATH"] = Path.Combine(Root, "nowhere.yaml");
        AssertRefused(Kit.Run("vms"), 3, "nowhere.yaml is not there", "agsekit config-example");
        AssertRefused(Kit.Run("vms", "--config", Path.Combine(Root, "nor-here.yaml")), 3, "nor-here.yaml is not there");
    }

    [Test]
    public void Without_a_configuration_lists_are_empty_and_what_needs_one_says_so()
    {
        AssertRefused(Kit.Run("vms"), 0, "There are no VMs yet");
        AssertRefused(Kit.Run("mounts"), 0, "none is mounted");
        AssertRefused(Kit.Run("umount", "--all"), 0, "Nothing of that is mounted");
        Assert.That(Kit.Run("config", "path").OutputText, Is.EqualTo(ConfigFile + "\n"));
        AssertRefused(Kit.Run("config", "check"), 3, "is not there", "agsekit config-example " + ConfigFile);
        foreach (string command in new[] { "create-vms", "create-vm", "start-vm", "stop-vm", "mount", "config show" })
            AssertRefused(Kit.Run(command.Split(' ')), 3, ConfigFile + " is not there");
        Assert.That(Directory.EnumerateFileSystemEntries(Home), Is.Empty, "asking leaves nothing behind");
    }

    [Test]
    public void Broken_yaml_is_named_by_line_and_column_in_both_languages()
    {
        WriteConfig("vms:\n  a: {cpu: 1\n  b: [\n");
        CommandResult check = Kit.Run("config", "check");
        Assert.That((check.ExitCode, check.OutputText), Is.EqualTo((3, $"{ConfigFile}:2:10: not valid YAML here, or just before\n")));
        JsonElement record = Json(Kit.Run("config", "check", "--json"));
        Assert.That(record.GetProperty("valid").GetBoolean(), Is.False);
        JsonElement problem = record.GetProperty("problems")[0];
        Assert.That((problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32(), problem.GetProperty("rule").GetString()), Is.EqualTo((2, 10, "syntax")));
        AssertRefused(Kit.Run("vms"), 3, "has errors", ":2:10:");
        AssertRefused(Kit.Run("run", "shell"), 125, "has errors", ":2:10:");
        Kit.Variables["AGSEKIT_LANG"] = "ru";
        AssertRefused(Kit.Run("vms"), 3, "причина:", ":2:10:", "YAML");
    }

    [Test]
    public void All_that_is_wrong_is_told_at_once_with_the_key_that_was_meant()
    {
        WriteConfig("vmss:\n  a: {cpu: 1}\nvms:\n  a: {cpu: 1, ram: 1G, disk: 1G, cpu: 2, rma: 3}\nmounts:\n- source: /tmp\n  vm: nope\n");
        CommandResult check = Kit.Run("config", "check");
        Assert.That(check.ExitCode, Is.EqualTo(3));
        Assert.That(check.OutputText, Does.Contain(":1:1: vmss: unknown key; did you mean 'vms'?").And.Contain(":4:34: vms.a.cpu: given twice")
            .And.Contain(":4:42: vms.a.rma: unknown key; did you mean 'ram'?").And.Contain(":7:7: mounts[0].vm: there is no VM 'nope'"));
        Assert.That(Json(Kit.Run("config", "check", "--json")).GetProperty("problems").GetArrayLength(), Is.EqualTo(check.OutputText.Split('\n').Length - 1));
    }

    [TestCase("chmod 666 config.yaml", "other users can write to it")]
    [TestCase("chgrp 65534 config.yaml; chmod 620 config.yaml", "other users can write to it")]
    [TestCase("chmod 777 .", "other users can write to its folder")]
    [TestCase("mv config.yaml x; mkfifo -m 600 config.yaml", "not a regular file")]
    public void A_configuration_others_could_have_written_is_not_read(string made, string reason)
    {
        WriteConfig(Good);
        Shell($"cd \"$1\"; {made}", Home);
        AssertRefused(Kit.Run("vms"), 3, "is not read", reason);
        AssertRefused(Kit.Run("config", "check"), 3, reason);
        AssertRefused(Kit.Run("run", "--yes", "shell"), 125, reason);
    }

    [Test]
    public void Show_names_the_origin_of_each_value_and_no_secret()
    {
        WriteConfig(Good + "agents:\n  shell:\n    type: command\n    command: [bash]\n    env: {API_KEY: hush-hush-1}\n");
        CommandResult shown = Kit.Run("config", "show");
        Assert.That(shown.ExitCode, Is.Zero);
        Assert.That(shown.OutputText, Does.Match(@"cpu: 1 +# line 2").And.Match(@"image: default +# default").And.Not.Contain("hush-hush-1"));
        CommandResult json = Kit.Run("config", "show", "--json");
        Assert.That(Json(json).GetProperty("vms").GetRawText(), Does.Contain("work"));
        Assert.That(json.OutputText, Does.Not.Contain("hush-hush-1"));
    }

    private string OnlyMachine(params string[] more) => Json(Kit.Run(["vms", "--json", .. more])).GetProperty("vms").EnumerateArray().Single().GetProperty("name").GetString()!;
}
