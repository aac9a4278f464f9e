using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The daemon as a service of a real systemd, which is found in the VM: there the executable runs as an ordinary user does.</summary>
internal sealed class SystemdScenarios : MachineScenario
{
    /// <summary>A user manager that runs without anybody's login; the image has no libpam-systemd, which would tell it its folder.</summary>
    private const string StartManager = """
        sudo mkdir -p /etc/systemd/system/user@.service.d
        printf '[Service]\nEnvironment=XDG_RUNTIME_DIR=/run/user/%%i\n' | sudo tee /etc/systemd/system/user@.service.d/folder.conf > /dev/null
        sudo systemctl daemon-reload
        sudo loginctl enable-linger ubuntu 2> /dev/null || sudo systemctl start "user@$(id -u)"
        sudo systemctl restart "user@$(id -u)"
        mkdir -p ~/.config/agsekit ~/work
        echo one > ~/work/file
        printf 'vms: {box: {cpu: 1, ram: 1G, disk: 5G}}\nmounts: [{source: /home/ubuntu/work, min_free_space: 1M}]\n' > ~/.config/agsekit/config.yaml
        chmod 600 ~/.config/agsekit/config.yaml
        """;

    [SetUp]
    public void Prepare()
    {
        Assert.That(Kit.Run("cp", "--quiet", KitBinary.Path, $"{Machine}:/home/ubuntu/kit").ExitCode, Is.Zero);
        Guest(StartManager);
    }

    [TearDown]
    public void CleanUp() => Guest(
        "export XDG_RUNTIME_DIR=/run/user/$(id -u); ~/kit daemon uninstall; ~/kit daemon stop; sudo loginctl disable-linger ubuntu; sudo systemctl stop \"user@$(id -u)\"; rm -rf ~/kit ~/work ~/backups-work ~/.config/agsekit ~/.local/state/agsekit");

    [Test]
    public void It_is_installed_started_killed_restarted_stopped_and_removed()
    {
        Assert.That(There("daemon install"), Does.Contain("The daemon is a service now: /home/ubuntu/.config/systemd/user/agsekit.service"));
        Assert.That(There("daemon status"), Does.Contain("/home/ubuntu/work"), "it answers at once");
        Assert.That((State(), Guest("XDG_RUNTIME_DIR=/run/user/$(id -u) systemctl --user is-enabled agsekit")), Is.EqualTo(("active", "enabled\n")));
        string first = MainProcess();
        Assert.That(There("daemon start"), Does.Contain($"runs already (process {first})"));
        Guest($"kill -9 {first}; for i in $(seq 100); do [ \"$(XDG_RUNTIME_DIR=/run/user/$(id -u) systemctl --user show -p MainPID --value agsekit)\" -gt 0 ] && exit 0; sleep 0.2; done; exit 1");
        string second = MainProcess();
        Assert.That((second == first, State()), Is.EqualTo((false, "active")));
        There("daemon restart");
        Assert.That((MainProcess() == second, State()), Is.EqualTo((false, "active")), "the service, not a process beside it");
        Assert.That((There("daemon stop"), State()), Is.EqualTo(("The daemon has ended.\n", "inactive")));
        There("daemon start");
        Assert.That(State(), Is.EqualTo("active"));
        Assert.That(There("daemon uninstall"), Is.EqualTo("The service is removed.\n"));
        Assert.That((State(), Guest("ls ~/.config/systemd/user")), Is.EqualTo(("inactive", "")));
        Assert.That(Guest("ls ~/backups-work | grep -vc partial"), Is.Not.EqualTo("0\n"), "it took a snapshot");
    }

    [Test]
    public void Up_makes_it_a_service_unless_told_not_to()
    {
        Guest("printf 'vms: {}\n' > ~/.config/agsekit/config.yaml");
        There("up --no-daemon");
        Assert.That(There("daemon status", code: 8), Does.Contain("does not run"));
        There("up");
        Assert.That((State(), Guest("ls ~/.config/systemd/user")), Is.EqualTo(("active", "agsekit.service\ndefault.target.wants\n")));
        string process = MainProcess();
        There("up");
        Assert.That(MainProcess(), Is.EqualTo(process), "what runs is left alone");
    }

    /// <summary>Runs the executable in the VM; answers all it says.</summary>
    private string There(string words, int code = 0)
    {
        CommandResult result = Kit.Run("exec", Machine, "--", "bash", "-c", $"XDG_RUNTIME_DIR=/run/user/$(id -u) AGSEKIT_LANG=en ~/kit {words} 2>&1");
        Assert.That(result.ExitCode, Is.EqualTo(code), words + "\n" + result.OutputText + result.ErrorText);
        return result.OutputText;
    }

    private string State() => Guest("XDG_RUNTIME_DIR=/run/user/$(id -u) systemctl --user is-active agsekit || true").Trim();

    private string MainProcess() => Guest("XDG_RUNTIME_DIR=/run/user/$(id -u) systemctl --user show -p MainPID --value agsekit").Trim();
}
