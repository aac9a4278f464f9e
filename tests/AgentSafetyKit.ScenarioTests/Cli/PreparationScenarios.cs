using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>A computer that lacks programs, with a package manager of the test's own: it brings back what is hidden.</summary>
[Parallelizable]
internal sealed class PreparationScenarios : Scenario
{
    private string Asked => Path.Combine(Root, "asked");

    [SetUp]
    public void Configure() => WriteConfig("global: {provider: qemu}\nvms: {agent: {cpu: 1, ram: 1G, disk: 5G, image: 'ubuntu:24.04'}}\n");

    [Test]
    public void What_is_missing_is_shown_agreed_to_and_installed_and_nothing_else()
    {
        Kit.HidePrograms("qemu-img", "passt", "pasta");
        InstallPackageManager("umount \"$(readlink -f /usr/bin/qemu-img)\" \"$(readlink -f /usr/bin/passt)\" && { umount \"$(readlink -f /usr/bin/pasta)\" || true; }");
        CommandResult dry = Kit.Run("prepare", "--dry-run");
        Assert.That((dry.ExitCode, File.Exists(Asked)), Is.EqualTo((0, false)));
        Assert.That(dry.ErrorText, Does.Contain("apt-get install -y --no-install-recommends passt qemu-utils"));
        CommandResult unanswered = Kit.Run("up");
        Assert.That((unanswered.ExitCode, File.Exists(Asked)), Is.EqualTo((2, false)), unanswered.ErrorText);
        Assert.That(unanswered.ErrorText, Does.Contain("agsekit prepare --yes"));
        CommandResult installed = Kit.Run("prepare", "--yes");
        Assert.That(installed.ExitCode, Is.Zero, installed.ErrorText);
        Assert.That(installed.ErrorText, Does.EndWith("This computer is ready for VMs.\n"));
        Assert.That(File.ReadAllLines(Asked), Is.EqualTo(new[] { "update", "install -y --no-install-recommends passt qemu-utils" }));
        Assert.That(File.Exists(Path.Combine(Home, "ssh", "id_ed25519")));
    }

    [Test]
    public void Where_all_is_there_nothing_is_called()
    {
        InstallPackageManager("exit 1");
        Assert.That(Kit.Run("prepare").ErrorText, Does.EndWith("Nothing is to be installed.\n"));
        Assert.That(File.Exists(Asked), Is.False);
    }

    [Test]
    public void The_key_is_made_where_the_configuration_wants_it()
    {
        string keys = Path.Combine(Root, "my keys");
        WriteConfig($"global: {{provider: qemu, ssh_keys_folder: '{keys}'}}\nvms: {{agent: {{cpu: 1, ram: 1G, disk: 5G, image: 'ubuntu:24.04'}}}}\n");
        Assert.That(Kit.Run("prepare").ExitCode, Is.Zero);
        Assert.That((File.Exists(Path.Combine(keys, "id_ed25519")), Directory.Exists(Path.Combine(Home, "ssh"))), Is.EqualTo((true, false)));
        Assert.That(Shell("stat -c %a \"$1\"", keys), Is.EqualTo("700\n"));
        Assert.That(Json(Kit.Run("config", "path", "--json")).GetProperty("sshFolder").GetString(), Is.EqualTo(keys));
        Assert.That(Kit.Run("doctor").OutputText, Does.Contain(Path.Combine(keys, "id_ed25519")));
        string link = Path.Combine(Root, "link");
        File.CreateSymbolicLink(link, keys);
        AssertRefused(Kit.Run("run", "--yes", "--workdir", keys, "shell"), 2, "agsekit keeps its own keys");
        AssertRefused(Kit.Run("addmount", link, "--yes"), 2, "agsekit keeps its own keys");
    }

    [Test]
    public void An_installation_that_fails_or_brings_nothing_is_not_called_done()
    {
        Kit.HidePrograms("qemu-img");
        InstallPackageManager("[ \"$1\" = update ] || exit 100");
        AssertRefused(Kit.Run("prepare", "--yes"), 4, "the command ended with 100", "apt-get install");
        InstallPackageManager("true");
        AssertRefused(Kit.Run("prepare", "--yes"), 4, "the program 'qemu-img' is needed");
    }

    private void InstallPackageManager(string work)
    {
        string bin = Directory.CreateDirectory(Path.Combine(Root, "bin")).FullName, program = Path.Combine(bin, "apt-get");
        File.WriteAllText(program, $"#!/bin/sh\necho \"$*\" >>'{Asked}'\n[ \"$1\" = update ] && exit\n{work}\n");
        Shell("chmod +x \"$1\"", program);
        Kit.Variables["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
    }
}
