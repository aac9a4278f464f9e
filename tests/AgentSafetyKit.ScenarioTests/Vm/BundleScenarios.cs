using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>
/// Tools in a VM, taken from the package servers this computer reaches. The guest is told to trust what this computer trusts, so that it works behind a proxy that shows certificates of its own.
/// </summary>
[Order(100)]
internal sealed class BundleScenarios : MachineScenario
{
    private const string HostCertificates = "/etc/ssl/certs/ca-certificates.crt";

    /// <summary>The VM is emulated on two cores, and fetches packages.</summary>
    private const int Patience = 900_000;

    private static void ConfigureBundles(string install) => SharedMachine.WriteConfig(
        SharedMachine.MachineYaml.Replace("image:", $"install: [{install}], ca_certificates: [{HostCertificates}], image:", StringComparison.Ordinal));

    private void Installed(CommandResult result, string line)
    {
        Assert.That(result.ExitCode, Is.Zero, result.ErrorText);
        Assert.That(result.OutputText, Does.Match(line));
    }

    [Test, Order(1)]
    public void A_server_that_can_not_be_reached_is_named_at_once()
    {
        Guest("echo '127.0.0.1 github.com' | sudo tee -a /etc/hosts >/dev/null");
        long begin = TimeProvider.System.GetTimestamp();
        CommandResult result = Kit.Run("install-bundle", "nvm", Machine);
        Assert.That(result.ExitCode, Is.EqualTo(5));
        Assert.That(result.ErrorText, Does.Contain("cause: github.com can not be reached from inside the VM").And.Contain("package_mirrors"));
        Assert.That(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, Is.LessThan(30));
        Guest("sudo sed -i '/ github.com$/d' /etc/hosts");
    }

    [Test, Order(2)]
    public void A_bundle_that_does_not_exist_is_refused_with_the_nearest()
    {
        CommandResult result = Kit.Run("install-bundle", "pyton", Machine);
        Assert.That((result.ExitCode, result.ErrorText.TrimEnd().Split('\n')[^1].Trim()), Is.EqualTo((2, "fix:   agsekit install-bundle python")));
    }

    [Test, Order(3), CancelAfter(Patience)]
    public void Up_puts_the_tools_of_the_configuration_into_the_vm_and_finds_them_the_next_time()
    {
        ConfigureBundles("python, nodejs");
        Kit.Run("stop-vm", Machine);
        CommandResult first = Kit.Run("up", "--no-daemon");
        Installed(first, @"python is installed in VM 'box': 3\.[0-9.]+\nnodejs is installed in VM 'box': [0-9.]+\n\z");
        Assert.That(first.ErrorText, Does.Contain("box: python: installing python3 python3-venv python3-pip"));
        Assert.That(Guest("python3 -m venv /tmp/venv && /tmp/venv/bin/pip --version && node -p 6*7 && npm --version"), Does.Match(@"pip .*\n42\n[0-9.]+\n\z"));
        long begin = TimeProvider.System.GetTimestamp();
        Installed(Kit.Run("up", "--no-daemon"), @"python is already there in VM 'box': 3\.[0-9.]+\nnodejs is already there in VM 'box': [0-9.]+\n\z");
        Assert.That(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, Is.LessThan(30));
        string[] listed = [.. Json("list-bundles", Machine).GetProperty("bundles").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
        Assert.That(listed, Is.SupersetOf(new[] { "python", "nodejs" }));
        // What this computer trusts was put in, and is trusted.
        Assert.That(Guest("npm view is-number version"), Does.Match(@"^[0-9.]+\n\z"));
    }

    [Test, Order(4), CancelAfter(Patience)]
    public async Task An_installation_that_was_killed_half_way_is_gone_on_with()
    {
        ConfigureBundles("");
        // The image has it: so that there is something to do.
        Guest("sudo DEBIAN_FRONTEND=noninteractive apt-get purge -qq -y podman conmon crun golang-github-containers-common fuse-overlayfs slirp4netns uidmap buildah 2>&1");
        ChildProcess install = Kit.Start(AgentLog, "install-bundle", "podman", Machine);
        await Until(() => Kit.Run("exec", Machine, "--", "pgrep", "-x", "dpkg").ExitCode == 0 || install.HasExited, "dpkg at work in the guest", 300);
        Assert.That(install.HasExited, Is.False, LogText);
        await SharedMachine.KillAsync(install.Id);
        Installed(Kit.Run("install-bundle", "podman", Machine), @"\Apodman is (installed|already there) in VM 'box': [0-9.]+\n\z");
        Assert.That(Guest("sudo dpkg --audit; podman --version"), Does.Match(@"\Apodman version [0-9.]+\n\z"));
        Installed(Kit.Run("install-bundle", "podman", Machine), @"\Apodman is already there in VM 'box': [0-9.]+\n\z");
        Assert.That(
            Guest("mkdir -p /tmp/root/bin && cp /bin/busybox /tmp/root/bin && tar -C /tmp/root -c . | podman import -q - tiny >/dev/null && podman run --rm --network none tiny /bin/busybox sh -c 'echo as $(/bin/busybox id -u)'; podman rmi -f tiny >/dev/null"),
            Is.EqualTo("as 0\n"));
    }

    [Test, Order(5)]
    public void What_the_guest_notes_down_gives_the_terminal_no_orders()
    {
        Guest("sudo mkdir -p /var/lib/agsekit/bundles && cd /var/lib/agsekit/bundles && printf '\\033[2J9\\n' | sudo tee golang >/dev/null && printf '1\\n' | sudo tee $'\\033[31mx' >/dev/null && sudo mkfifo rust && sudo ln -s /etc/shadow docker");
        CommandResult listed = Kit.Run("list-bundles", Machine);
        Guest("cd /var/lib/agsekit/bundles && sudo rm -f golang rust docker $'\\033[31mx'");
        Assert.That(listed.ExitCode, Is.Zero, listed.ErrorText);
        Assert.That(listed.OutputText, Does.Match(@"(?m)^golang +\?$").And.Not.Contain("\e").And.Not.Contain("rust"));
    }

    [Test, Order(6)]
    public void The_list_of_bundles_needs_no_vm_and_no_configuration()
    {
        using JsonDocument all = JsonDocument.Parse(Kit.Run("list-bundles", "--json").Output);
        Assert.That(
            all.RootElement.GetProperty("bundles").EnumerateArray().Select(one => one.GetProperty("name").GetString()),
            Is.EquivalentTo(new[] { "python", "nodejs", "rust", "golang", "docker", "podman", "pyenv", "nvm" }));
    }
}
