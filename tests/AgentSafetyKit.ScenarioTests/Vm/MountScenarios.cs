using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Folders are given to the VM, tried, and taken away.</summary>
internal sealed class MountScenarios : MachineScenario
{
    [Test]
    public void A_folder_is_mounted_tried_and_taken_away()
    {
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        Assert.That(Kit.Run("mount").OutputText, Is.EqualTo($"{Project} is mounted in VM '{Machine}' at {InGuest}.\n"));
        Assert.That(Kit.Run("mount").ExitCode, Is.Zero, "mounting what is mounted is no mistake");
        JsonElement mount = MountOf(Project);
        Assert.That((mount.GetProperty("state").GetString(), mount.GetProperty("vm").GetString(), mount.GetProperty("target").GetString(), mount.GetProperty("readOnly").GetBoolean()), Is.EqualTo(("live", Machine, InGuest, false)));
        Assert.That(Kit.Run("mounts").OutputText, Does.Match($@"(?m)^live +{Project} +{Machine} +{InGuest}$"));

        Guest("echo guest > \"$1/file\"", InGuest);
        Assert.That(File.ReadAllText(Path.Combine(Project, "file")), Is.EqualTo("guest\n"), "the host sees it at once");
        Assert.That(RunAgent("cat file").OutputText, Is.EqualTo("guest\n"));
        Assert.That(MountState(), Is.EqualTo("live"), "a run does not take away what was mounted to stay");

        Assert.That(Kit.Run("umount").OutputText, Is.EqualTo($"{Project} is no longer mounted in VM '{Machine}'.\n"));
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        Assert.That(Guest("ls -A -- \"$1\"", InGuest), Is.Empty);
        Assert.That(Kit.Run("umount").ErrorText, Does.Contain("Nothing of that is mounted."));
        Assert.That(SharedMachine.Processes("mount-server"), Is.Empty);
    }

    [Test]
    public async Task A_mount_whose_server_is_killed_is_broken_and_can_be_had_again()
    {
        Assert.That(Kit.Run("mount").ExitCode, Is.Zero);
        foreach (int server in SharedMachine.Processes("mount-server"))
            await SharedMachine.KillAsync(server);
        JsonElement broken = MountOf(Project);
        Assert.That((broken.GetProperty("state").GetString(), broken.GetProperty("cause").GetString()), Is.EqualTo(("broken", "the process that serves it is gone; 'agsekit ps' makes it anew for a run at work, 'agsekit umount' clears it")));
        Assert.That(Kit.Run("mounts").ErrorText, Does.Contain("warning: " + Project));
        Assert.That(Kit.Run("mount").ExitCode, Is.Zero);
        Assert.That(MountState(), Is.EqualTo("live"));
        Guest("echo again > \"$1/file\"", InGuest);
        Assert.That(File.ReadAllText(Path.Combine(Project, "file")), Is.EqualTo("again\n"));

        foreach (int server in SharedMachine.Processes("mount-server"))
            await SharedMachine.KillAsync(server);
        Assert.That(Kit.Run("umount").ExitCode, Is.Zero);
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        Assert.That(RunAgent("cat file").OutputText, Is.EqualTo("again\n"), "a run mounts over what is left in the guest");
    }

    [Test]
    public void Folders_with_odd_names_and_read_only_ones_stand_beside_each_other()
    {
        string odd = Path.Combine(Root, "папка с 'blanks' $x"), frozen = Path.Combine(Root, "frozen");
        foreach (string folder in new[] { odd, frozen })
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "file"), "before\n");
        }

        Configure(
            mountKeys: "    protect: [.git/hooks, .envrc]",
            moreMounts: $$"""
                  - {source: "{{odd}}", vm: {{Machine}}}
                  - {source: "{{frozen}}", vm: {{Machine}}, read_only: true}
                """);
        Assert.That(Kit.Run("mount", "--all").ExitCode, Is.Zero);
        Assert.That(Json("mounts").GetProperty("mounts").EnumerateArray().Select(mount => mount.GetProperty("state").GetString()), Is.EqualTo(new[] { "live", "live", "live" }));
        Assert.That(MountOf(frozen).GetProperty("readOnly").GetBoolean(), Is.True);
        Assert.That(Kit.Run("mounts").OutputText, Does.Contain("/home/ubuntu/frozen (ro)"));

        string inGuest = MountOf(odd).GetProperty("target").GetString()!;
        Guest("cat \"$1/file\" && echo after > \"$1/file\"", inGuest);
        Assert.That(File.ReadAllText(Path.Combine(odd, "file")), Is.EqualTo("after\n"));

        string before = Fingerprint(frozen);
        string tried = Guest("cd /home/ubuntu/frozen && cat file; for c in 'echo x > file' 'echo x > new' 'rm file' 'mkdir d' 'mv file other' 'chmod 777 file' 'touch file' 'ln -s a b' 'truncate -s 0 file' 'sudo rm file'; do sh -c \"$c\" 2> /dev/null && echo \"DONE: $c\"; done; true");
        Assert.That((tried, Fingerprint(frozen)), Is.EqualTo(("before\n", before)));

        Guest("cd \"$1\" && mkdir -p .git/hooks 2> /dev/null; echo x > .envrc 2> /dev/null; mkdir sub && echo x > sub/.envrc 2> /dev/null; echo x > allowed", InGuest);
        Assert.That(Directory.EnumerateFiles(Project, "*", SearchOption.AllDirectories).Select(Path.GetFileName), Is.EqualTo(new[] { "allowed" }), "what 'protect' names can not be made");

        Assert.That(Kit.Run("umount", "--all").OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(3));
    }

    [Test]
    public void What_is_hidden_does_not_exist_in_the_vm_and_other_rules_want_another_mount()
    {
        foreach (string name in new[] { ".env", "key.pem", "notes", "code" })
            File.WriteAllText(Path.Combine(Project, name), "canary\n");
        File.WriteAllText(Path.Combine(Project, ".agsekit-restrict"), "/notes\n");
        Configure(mountKeys: "    hide: [.env, '*.pem']");
        string before = Fingerprint(Project);
        Assert.That(RunAgent("ls -A; for f in .env key.pem notes; do sudo cat $f && echo READ; sudo touch $f && echo MADE; done; rm .agsekit-restrict; sudo sh -c 'echo > .agsekit-restrict'").OutputText, Is.EqualTo(".agsekit-restrict\ncode\n"));
        Assert.That(Fingerprint(Project), Is.EqualTo(before));

        Assert.That(Kit.Run("mount").ExitCode, Is.Zero);
        File.WriteAllText(Path.Combine(Project, ".agsekit-restrict"), "/notes\n/code\n");
        Assert.That(Guest("cd \"$1\" && cat code && ls notes 2> /dev/null || echo none", InGuest), Is.EqualTo("canary\nnone\n"), "the rules of the moment it was mounted hold");
        AssertRefused(Kit.Run("mount"), 5, "is mounted already, in another way");
        Assert.That(Kit.Run("umount").ExitCode, Is.Zero);
        Assert.That(RunAgent("ls").OutputText, Is.Empty);
    }

    [Test]
    public async Task Folders_come_and_go_and_connections_break_while_an_agent_writes_and_nothing_it_was_told_is_written_is_lost()
    {
        string other = Path.Combine(Root, "other");
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "file"), "beside\n");
        Configure(moreMounts: $"  - {{source: {other}, vm: {Machine}}}");
        // What dd has synchronised it was told is on our disk.
        const string Writer = "i=0; rm -f /tmp/told; mkdir -p $0/w; until [ -e /tmp/enough ]; do i=$((i+1)); echo $i | dd of=$0/w/$i conv=fsync status=none 2> /dev/null && echo $i >> /tmp/told || sleep 0.2; done; rm /tmp/enough";
        Assert.That(Kit.Run("run", "--detach", "--name", "writer", LineAgent, Writer, InGuest).ExitCode, Is.Zero);
        int Written() => Directory.Exists(Path.Combine(Project, "w")) ? Directory.GetFiles(Path.Combine(Project, "w")).Length : 0;
        try
        {
            for (int round = 1; round <= 2; round++)
            {
                int before = Written();
                await Until(() => Written() > before + 5, "it writes");
                Assert.That(Kit.Run("mount", other).ExitCode, Is.Zero);
                Assert.That(Guest("cat /home/ubuntu/other/file"), Is.EqualTo("beside\n"));
                foreach (int master in SharedMachine.Processes("ControlPersist"))
                    await SharedMachine.KillAsync(master);
                int broken = Written();
                await Until(() => Written() > broken + 5, "it writes again");
                await Until(() => MountOf(other).GetProperty("state").GetString() == "live", "so does the other folder work");
                Assert.That(Kit.Run("umount", other).ExitCode, Is.Zero);
            }
        }
        finally
        {
            Guest("touch /tmp/enough");
        }

        await Until(() => Json("ps").GetProperty("runs").GetArrayLength() == 0, "it has ended", 90);
        string[] told = Guest("cat /tmp/told").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(told, Has.Length.GreaterThan(20));
        Assert.That(told.Where(number => !File.Exists(Path.Combine(Project, "w", number)) || File.ReadAllText(Path.Combine(Project, "w", number)) != number + "\n"), Is.Empty);
    }

    [Test]
    public void A_run_that_writes_or_makes_more_than_it_may_is_told_that_there_is_no_room_and_the_next_one_has_as_much()
    {
        Configure(mountKeys: "    max_run_bytes: 3M\n    max_run_files: 20");
        const string Fill = "dd if=/dev/zero of=big bs=64k count=100 2> /dev/null && echo ALL; stat -c %s big | awk '{ print ($1 <= 3145728 ? \"fits\" : $1) }'; rm big; for i in $(seq 40); do touch f$i 2> /dev/null || break; done; ls | wc -l; rm f*; df --output=avail -B1 . | tail -1 | awk '{ print ($1 <= 3145728 ? \"fits\" : $1) }'";
        for (int run = 0; run < 2; run++)
            Assert.That(RunAgent(Fill).OutputText, Is.EqualTo("fits\n19\nfits\n"));
        Assert.That(string.Concat(Directory.GetFiles(Path.Combine(Home, "state/mounts/journal"), "*.jsonl").Select(File.ReadAllText)), Does.Contain("\"kind\":\"Refused\",\"path\":\"big\""));
    }

    [Test]
    public void A_folder_that_is_not_configured_or_too_much_is_refused()
    {
        string other = Path.Combine(Root, "other");
        Directory.CreateDirectory(other);
        CommandResult refused = Kit.Run("mount", other);
        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.ErrorText, Does.Contain($"the folder {other} is not in the configuration"));
        CommandResult both = Kit.Run("mount", "--all", other);
        Assert.That(both.ExitCode, Is.EqualTo(2));
    }
}
