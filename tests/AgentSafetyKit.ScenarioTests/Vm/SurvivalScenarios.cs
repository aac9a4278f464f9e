using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>What breaks under the daemon comes back: connections, processes of ours, the VM, the whole computer that slept.</summary>
internal sealed class SurvivalScenarios : ForwardScenario
{
    /// <summary>The folder of the guest's own disk beneath the mount, as only one sees it who takes the mount away for himself.</summary>
    private const string Beneath = "sudo unshare --mount sh -c 'umount -l \"$1\" 2> /dev/null; ls -A -- \"$1\"; stat -c %U:%a -- \"$1\"' sh " + InGuest;

    private string DaemonLog => Path.Combine(Root, "daemon.log");

    [Test]
    public async Task While_a_mount_is_away_nothing_can_be_written_beneath_it_and_the_daemon_brings_it_back()
    {
        await BeginDaemon();
        Assert.That(Kit.Run("mount").ExitCode, Is.Zero);
        Guest("setsid -f sh -c 'i=0; while :; do i=$((i+1)); echo $i > $1/tick || echo $i > /tmp/refused; sleep 0.1; done' survival-ticks \"$1\" > /dev/null 2>&1 < /dev/null", InGuest);
        try
        {
            await UntilExists("tick");
            foreach (int process in SharedMachine.Processes("mount-server").Concat(SharedMachine.Processes("ControlPersist")))
                await SharedMachine.KillAsync(process);
            string refused = Guest("cat /tmp/refused 2> /dev/null; sudo sh -c 'echo x > \"$1/by-root\"' sh \"$1\"; mountpoint -q -- \"$1\" || true", InGuest);
            await Until(() => MountState() == "live", "the daemon has mounted it again", 20);
            string before = Tick();
            await Until(() => Tick() is { Length: > 0 } tick && tick != before, "it writes into the folder again", 10);
            Assert.That(Guest("cat /tmp/refused"), Is.Not.Empty, refused);
            Assert.That(Guest(Beneath), Is.EqualTo("root:555\n"), "nothing lies in the folder beneath");
        }
        finally
        {
            Guest("pkill -f survival-tick[s]; rm -f /tmp/refused");
        }

        Assert.That(Kit.Run("umount").ExitCode, Is.Zero);
        Assert.That(Guest("echo lost > \"$1/lost\" || sudo rmdir -- \"$1\" || echo refused", InGuest), Is.EqualTo("refused\n"));
    }

    [Test]
    public async Task A_daemon_that_is_killed_during_a_run_is_stood_in_for_by_the_run_and_the_next_one_takes_over()
    {
        ChildProcess daemon = await BeginDaemon();
        ChildProcess agent = StartAgent("i=0; while [ ! -e enough ]; do i=$((i+1)); echo $i > tick; sleep 0.5; done");
        await UntilExists("tick");
        await MoreSnapshots("by the daemon");
        await SharedMachine.KillAsync(daemon.Id);
        await MoreSnapshots("by the run");
        await BeginDaemon();
        await MoreSnapshots("with the next daemon");
        File.WriteAllText(Path.Combine(Project, "enough"), "");
        Assert.That(await EndOf(agent), Is.Zero);
        Assert.That(File.Exists(Path.Combine(Backups, LastRun().GetProperty("afterSnapshot").GetString()!, "enough")) || Directory.EnumerateFiles(Backups, "enough", SearchOption.AllDirectories).Any(), "the last snapshot has all of it");
        Assert.That(Kit.Run("backup", "verify", "--quiet").ExitCode, Is.Zero, "one wrote at a time");
        Assert.That(Guest("ls -A -- \"$1\"", InGuest), Is.Empty);
    }

    [Test]
    public async Task A_VM_that_is_killed_has_its_forwards_and_mounts_back_soon_after_it_answers_again()
    {
        int here = FreePort();
        Forward(Local(here, 7001));
        ServeInGuest(7001);
        await BeginDaemon();
        Assert.That(Kit.Run("mount").ExitCode, Is.Zero);
        await UntilAnswers(here, 10);

        await SharedMachine.KillAsync(SharedMachine.Engines().Single());
        await Until(() => MountState() != "live", "its loss is noticed", 30);
        Assert.That(Kit.Run("start-vm", Machine).ExitCode, Is.Zero);
        ServeInGuest(7001);
        await UntilAnswers(here, 10);
        await Until(() => MountState() == "live", "the folder is mounted again", 10);
        Guest("echo back > \"$1/back\"", InGuest);
        Assert.That(File.ReadAllText(Path.Combine(Project, "back")), Is.EqualTo("back\n"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task After_a_sleep_forwards_mounts_and_runs_are_as_before(bool all)
    {
        int here = FreePort();
        Forward(Local(here, 7001));
        ServeInGuest(7001);
        await BeginDaemon();
        Assert.That(Kit.Run("mount").ExitCode, Is.Zero);
        Assert.That(Kit.Run("run", "--detach", LineAgent, $"while :; do date +%s%N > {InGuest}/tick; sleep 0.3; done").ExitCode, Is.Zero);
        try
        {
            await UntilAnswers(here, 10);
            await UntilExists("tick");
            // The VM alone, or all that is ours, which is what a computer does that sleeps.
            string[] sleepers = [.. (all ? SharedMachine.Processes() : SharedMachine.Engines()).Select(Number)];
            Shell("kill -STOP \"$@\"", sleepers);
            try
            {
                // Longer than a connection waits for an answer.
                await Task.Delay(TimeSpan.FromSeconds(20));
            }
            finally
            {
                Shell("kill -CONT \"$@\"", sleepers);
            }

            await UntilAnswers(here, 10);
            await Until(() => MountState() == "live", "the folder is mounted", 10);
            string before = Tick();
            await Until(() => Tick() is { Length: > 0 } tick && tick != before, "the run writes", 10);
            Assert.That(Json("ps").GetProperty("runs").EnumerateArray().Single().GetProperty("state").GetString(), Is.EqualTo("running"));
        }
        finally
        {
            foreach (JsonElement run in Json("ps").GetProperty("runs").EnumerateArray())
                Kit.Run("kill", run.GetProperty("id").GetString()!);
        }
    }

    private async Task<ChildProcess> BeginDaemon()
    {
        ChildProcess daemon = Start(DaemonLog, "daemon", "run");
        await Until(() => Kit.Run("daemon", "status").ExitCode != 8, "the daemon answers", 20);
        return daemon;
    }

    private async Task MoreSnapshots(string by)
    {
        int before = Snapshots();
        await Until(() => Snapshots() > before, $"snapshots go on, taken {by}", 40);
    }

    private int Snapshots() => Directory.Exists(Backups) ? Directory.EnumerateDirectories(Backups).Count(name => !name.Contains("partial", StringComparison.Ordinal)) : 0;

    private string Tick() => File.Exists(Path.Combine(Project, "tick")) ? File.ReadAllText(Path.Combine(Project, "tick")) : "";
}
