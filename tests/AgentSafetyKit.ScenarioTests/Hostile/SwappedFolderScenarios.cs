using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>An agent that has a folder moves one in it away and puts a link to something else of the user's in its place: nothing follows it.</summary>
[Parallelizable]
internal sealed class SwappedFolderScenarios : Scenario
{
    private string Victim => Path.Combine(Root, "victim");

    private string Top => Path.Combine(Root, "top");

    private string Inner => Path.Combine(Top, "middle", "inner");

    [SetUp]
    public void Prepare()
    {
        Shell("mkdir -p \"$1\" \"$2/inner\" \"$2/deep\"; echo mine >\"$1/file\"; echo secret >\"$2/secret\"; echo secret >\"$2/inner/secret\"", Inner, Victim);
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G}}}}\nagents: {{sh: {{type: command, command: [bash]}}}}\nmounts:\n  - {{source: {Top}, backup: {Root}/b/top}}\n  - {{source: {Inner}, backup: {Root}/b/inner}}\n");
    }

    [TestCase("inner")]
    [TestCase("middle")]
    public void No_command_follows_the_link(string swapped)
    {
        File.WriteAllText(Path.Combine(Project, "other"), "from elsewhere");
        string id = Snapshot();
        if (swapped == "inner")
            Shell("mv \"$1\" \"$1.old\" && ln -s \"$2\" \"$1\"", Inner, Victim);
        else
            Shell("mv \"$1/middle\" \"$1/old\" && ln -s \"$2\" \"$1/middle\"", Top, Victim);
        string before = Fingerprint(Victim);
        foreach (string[] words in (string[][])
            [
                ["backup", "restore", id, "--source-dir", Project, "--dest-dir", Backups, "--to", Inner, "--yes"],
                ["backup", "restore", id, "--source-dir", Project, "--dest-dir", Backups, "--to", Path.Combine(Inner, "new"), "--yes"],
                ["backup-once", "--source-dir", Inner, "--dest-dir", Path.Combine(Root, "b", "new")],
                ["addmount", Path.Combine(Inner, "."), "/home/ubuntu/zz", "--yes"],
                ["removemount", Top, "--yes"],
                ["policy", "explain", "sh", Inner],
                ["backups", Inner],
                ["mount", Inner],
            ])
        {
            CommandResult refused = Kit.Run(words);
            Assert.That(refused.ExitCode, Is.Not.Zero, string.Join(' ', words));
            Assert.That(refused.ErrorText, Does.Contain("has become a link since"), string.Join(' ', words));
            Assert.That(refused.OutputText + refused.ErrorText, Does.Not.Contain(Victim), string.Join(' ', words));
        }

        Assert.That((Fingerprint(Victim), Directory.Exists(Path.Combine(Root, "b", "new"))), Is.EqualTo((before, false)));
        Assert.That(Json(Kit.Run("status", "--json")).GetProperty("backups").EnumerateArray().Single(row => row.GetProperty("source").GetString() == Inner).GetProperty("state").GetString(), Is.EqualTo("failed"));
        Assert.That(Kit.Run("removemount", Inner, "--yes").ExitCode, Is.Zero, "what is refused can be taken out");
    }

    [Test]
    public void The_users_own_links_outside_of_it_are_followed()
    {
        string link = Path.Combine(Root, "link");
        Directory.CreateSymbolicLink(link, Victim);
        string id = Snapshot();
        Assert.That(Kit.Run("backup", "restore", id, "--source-dir", Project, "--dest-dir", Backups, "--to", Path.Combine(link, "deep"), "--yes").ExitCode, Is.Zero);
        Assert.That(Kit.Run("backup-once", "--source-dir", link, "--dest-dir", Path.Combine(Root, "b", "victim")).ExitCode, Is.Zero);
    }
}
