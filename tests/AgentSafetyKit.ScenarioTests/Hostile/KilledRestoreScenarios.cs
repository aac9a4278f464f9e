using System.Diagnostics;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>A restore that is killed at any moment is finished by the same command, and leaves nothing in the making behind.</summary>
[Parallelizable]
internal sealed class KilledRestoreScenarios : Scenario
{
    private const int Kills = 20;

    [Test]
    public void A_restore_killed_at_any_moment_is_finished_by_the_same_command()
    {
        Shell("""
            for d in $(seq 60); do mkdir -p d$d/sub; for f in $(seq 12); do echo $d $f >d$d/sub/$f; done; head -c 300000 /dev/urandom >d$d/big; ln d$d/sub/1 d$d/again; done
            for d in $(seq 2 60); do ln d1/sub/2 d$d/shared; done
            chmod 500 d5/sub; echo '.agsekit-*' >.backupignore
            """);
        string id = Snapshot(), good = Fingerprint(Project);
        var random = new Random(7);
        int broken = 0;
        // How long a whole one takes differs from machine to machine, and from moment to moment.
        int whole = 50;
        for (int round = 0; round < Kills; round++)
        {
            Shell("chmod -R u+w .; rm -rf d1 d2? d5; for d in d3*; do echo bad >$d/sub/3; rm $d/shared; echo new >$d/new; chmod 600 $d/big; done; true");
            var clock = Stopwatch.StartNew();
            ChildProcess restore = Kit.Start(Path.Combine(Root, "log"), "backup", "restore", id, "--yes");
            Thread.Sleep(random.Next(5, whole));
            bool tooLate = restore.HasExited;
            broken += tooLate ? 0 : 1;
            restore.Send(Signal.Kill);
            restore.Exit.GetAwaiter().GetResult();
            whole = tooLate ? Math.Max(10, (int)clock.ElapsedMilliseconds) : whole + 10;
            CommandResult again = Kit.Run("backup", "restore", id, "--yes", "--quiet");
            Assert.That((again.ExitCode, Fingerprint(Project)), Is.EqualTo((0, good)), $"round {round}");
            Assert.That(Shell("find . -name '.agsekit-*'"), Is.Empty, $"round {round}: nothing in the making stays");
        }

        Assert.That(broken, Is.GreaterThan(Kills / 3), "kills came too late to tell anything");
        Assert.That(Kit.Run("backup", "verify").ExitCode, Is.Zero, "and every snapshot is whole");
    }
}
