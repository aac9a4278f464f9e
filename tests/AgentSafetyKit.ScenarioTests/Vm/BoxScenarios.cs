using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Boxes in the VM, whose image holds Podman.</summary>
[Order(101)]
internal sealed class BoxScenarios : MachineScenario
{
    /// <summary>The VM is emulated on two cores.</summary>
    private const int Patience = 900_000;

    [TearDown]
    public void RemoveBoxes() => Kit.Run("box", "rm", "trial", "other", "--yes");

    [Test, Order(1), CancelAfter(Patience)]
    public void A_box_is_made_set_up_entered_and_removed_and_nothing_of_it_is_left()
    {
        string setup = Path.Combine(Root, "setup.sh");
        File.WriteAllText(setup, "echo as $(id -un) in $(pwd); echo made >~/made; test \"$(stat -c %a:%U $XDG_RUNTIME_DIR)\" = 1777:root\n");
        CommandResult made = Kit.Run("box", "trial", "--setup", setup, "--memory", "256M", "--pids", "40");
        Assert.That((made.ExitCode, made.ErrorText.Contains("as box in /home/box", StringComparison.Ordinal)), Is.EqualTo((0, true)), made.ErrorText);
        Assert.That(Kit.Run("box", "logs", "trial").OutputText, Is.EqualTo("as box in /home/box\n"));
        Assert.That(InBox("cat ~/made; cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max; grep -c : /proc/net/dev; exit 7"), Is.EqualTo((7, "made\n268435456\n40\n1\n")));
        // Nothing outside the home can be written to, and no right can be got.
        Assert.That(InBox("touch /x /etc/x /usr/x 2>/dev/null; ls /x /etc/x /usr/x 2>/dev/null; awk '/^(CapEff|CapBnd|NoNewPrivs)/ { print $2 }' /proc/self/status; find / -xdev -perm /6000 2>/dev/null"), Is.EqualTo((0, "0000000000000000\n0000000000000000\n1\n")));
        Assert.That(InBox("ls /home /var/lib/agsekit /root 2>&1; cat /etc/ssh/ssh_host_ed25519_key 2>/dev/null || echo none").Output, Does.Contain("box").And.Contain("none").And.Not.Contain("ubuntu"));
        JsonElement box = Json("box", "ls").GetProperty("boxes")[0];
        Assert.That((box.GetProperty("name").GetString(), box.GetProperty("state").GetString(), box.GetProperty("network").GetString(), box.GetProperty("endsAt").ValueKind), Is.EqualTo(("trial", "running", "none", JsonValueKind.Null)));
        Assert.That(Kit.Run("box", "rm", "trial", "--yes").OutputText, Is.EqualTo("Box 'trial' is gone.\n"));
        Assert.That(Guest("podman ps -aq; ls -A ~/.local/share/agsekit/boxes; pgrep -af '[a]gsekit-box' || true"), Is.Empty);
    }

    [Test, Order(2), CancelAfter(Patience)]
    public void A_box_gets_what_its_VM_has_of_this_computer_and_nothing_else()
    {
        File.WriteAllText(Path.Combine(Project, "hello"), "from outside\n");
        CommandResult refused = Kit.Run("box", "trial", "--mount", Project);
        Assert.That(refused.ExitCode, Is.EqualTo(2));
        Assert.That(refused.ErrorText, Does.Contain("is not mounted in VM 'box'"));
        Assert.That(Kit.Run("mount", Project).ExitCode, Is.Zero);
        CommandResult made = Kit.Run("box", "trial", "--mount", Project, "--copy", Project);
        Assert.That(made.ExitCode, Is.Zero, made.ErrorText);
        string name = Path.GetFileName(Project);
        Assert.That(InBox($"cat /work/{name}/hello ~/{name}/hello; echo back >/work/{name}/answer"), Is.EqualTo((0, "from outside\nfrom outside\n")));
        Assert.That(File.ReadAllText(Path.Combine(Project, "answer")), Is.EqualTo("back\n"));
    }

    [Test, Order(3), CancelAfter(Patience)]
    public void What_goes_wrong_is_said_and_leaves_nothing()
    {
        string setup = Path.Combine(Root, "setup.sh");
        File.WriteAllText(setup, "echo about to fail; exit 3\n");
        CommandResult failed = Kit.Run("box", "other", "--setup", setup);
        Assert.That(failed.ExitCode, Is.EqualTo(125));
        Assert.That(failed.ErrorText, Does.Contain("about to fail").And.Contain("its setup script ended with 3"));
        Assert.That(Kit.Run("box", "Wrong_Name").ErrorText, Does.Contain("is no name for a box"));
        Assert.That(Kit.Run("box", "trial", "--network", "filtered").ErrorText, Does.Contain("boxes.allow"));
        Assert.That(Kit.Run("box", "exec", "none", "--", "id").ErrorText, Does.Contain("there is no box 'none'"));
        Assert.That(Kit.Run("box", "rm", "none", "--yes").ExitCode, Is.EqualTo(2));
    }

    [Test, Order(4), CancelAfter(Patience)]
    public async Task A_box_at_a_terminal_is_a_shell_with_size_interrupt_and_exit_code()
    {
        using var terminal = new TerminalSession(Path.Combine(Root, "tmux"), Kit, "box", "trial", "--network", "open");
        await terminal.WaitFor("$", 300);
        terminal.Line("test -t 0 && test -t 1 && echo TER''MINAL; stty size");
        await terminal.WaitFor("TERMINAL\n30 100\n");
        terminal.Resize(77, 20);
        terminal.Line("clear; until stty size | grep -x '20 77'; do sleep 0.2; done; sleep 1007; echo CODE:$?");
        await terminal.WaitFor("20 77\n");
        await Task.Delay(1000);
        terminal.Press("C-c");
        terminal.Line("echo ST''ILL HERE");
        await terminal.WaitFor("STILL HERE\n");
        // An address of the VM that is not its loopback's: what lies behind the VM is reached in the same way.
        Guest("sudo ip addr add 192.168.77.1/32 dev lo; mkdir -p /tmp/served; echo reached >/tmp/served/page; setsid python3 -m http.server -d /tmp/served -b 192.168.77.1 8077 >/dev/null 2>&1 </dev/null & setsid python3 -m http.server -d /tmp/served -b 127.0.0.1 8078 >/dev/null 2>&1 </dev/null &");
        terminal.Line("clear; for at in 192.168.77.1:8077 10.0.2.2:8078 127.0.0.1:8078; do curl -s -m 10 --retry 3 --retry-connrefused http://$at/page || echo NOT:$at; done; exit 42");
        await terminal.WaitFor("reached\nNOT:10.0.2.2:8078\nNOT:127.0.0.1:8078", 120);
        await terminal.WaitFor("ENDED:42");
        Guest("pkill -f '[h]ttp.server -d /tmp/served'; sudo ip addr del 192.168.77.1/32 dev lo");
    }

    [Test, Order(5), CancelAfter(Patience)]
    public void An_image_that_was_put_into_the_VM_is_one_for_boxes()
    {
        Guest("mkdir -p /tmp/tiny/bin && cp /bin/busybox /tmp/tiny/bin && for name in sh id sleep touch; do ln -sf busybox /tmp/tiny/bin/$name; done; tar -C /tmp/tiny --owner=0 --group=0 -c . | podman import -q -c 'ENV GREETING=hello' - localhost/trial/tiny:1 >/dev/null && podman save -q --format oci-archive -o /tmp/tiny.tar localhost/trial/tiny:1 && podman rmi localhost/trial/tiny:1 >/dev/null");
        Assert.That(Kit.Run("exec", Machine, "--", "podman", "load", "-q", "-i", "/tmp/tiny.tar").ExitCode, Is.Zero);
        Guest("rm -rf /tmp/tiny /tmp/tiny.tar");
        CommandResult made = Kit.Run("box", "trial", "--image", "localhost/trial/tiny:1");
        Assert.That(made.ExitCode, Is.Zero, made.ErrorText);
        Assert.That(InBox("id -u; echo $GREETING in $HOME; touch /bin/x 2>/dev/null || echo refused"), Is.EqualTo((0, "1000\nhello in /home/box\nrefused\n")));
        Assert.That(Kit.Run("box", "rm", "trial", "--yes").ExitCode, Is.Zero);
        Guest("podman rmi -f localhost/trial/tiny:1 >/dev/null");
        CommandResult missing = Kit.Run("box", "trial", "--image", "localhost/trial/tiny:1");
        Assert.That(missing.ErrorText, Does.Contain("the image localhost/trial/tiny:1 is not in the VM and can not be fetched"));
    }

    private (int Code, string Output) InBox(string line)
    {
        CommandResult said = Kit.Run("box", "exec", "trial", "--", "sh", "-c", line);
        TestContext.Out.WriteLine(said.ErrorText);
        return (said.ExitCode, said.OutputText);
    }
}
