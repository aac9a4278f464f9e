using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The whole picture on one screen: what is in it, and that nothing sick delays it.</summary>
internal sealed class StatusScenarios : MachineScenario
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3.5);

    [Test]
    public async Task What_works_is_shown_and_a_guest_that_hangs_is_a_row_with_a_cause_within_three_seconds()
    {
        CommandResult started = Kit.Run("run", "--detach", "--name", "busy", LineAgent, "exec -a \"$(printf 'e\\033[2Jl')\" bash -c 'renice -n 19 $$ > /dev/null; while :; do :; done'");
        Assert.That(started.ExitCode, Is.Zero, started.ErrorText);
        int[] engines = [.. SharedMachine.Engines()];
        try
        {
            // On a busy computer an emulated guest may be late; then that is what is said.
            CommandResult well = null!, records = null!;
            await Until(() => (well = Kit.Run("status")).ExitCode == 0, "all is well", 120);
            await Until(() => (records = Kit.Run("status", "--json")).ExitCode == 0, "all is well", 120);
            Assert.Multiple(() =>
            {
                Assert.That(well.OutputText, Does.Contain("All is well.").And.Match(@"(?m)^box +running ").And.Match(@"(?m)^line +running .* busy ").And.Match(@"(?m) live +box "));
                Assert.That(well.OutputText.Split('\n').Where(line => line.Length > 80), Is.Empty);
                Assert.That(well.OutputText, Does.Not.Contain("\u001b"));
            });
            using JsonDocument whole = JsonDocument.Parse(records.Output);
            JsonElement agent = whole.RootElement.GetProperty("agents")[0];
            Assert.That((agent.GetProperty("name").GetString(), agent.GetProperty("cpuPercent").GetInt32() > 20), Is.EqualTo(("busy", true)));

            await Signal("-STOP", engines);
            long begin = TimeProvider.System.GetTimestamp();
            CommandResult sick = Kit.Run("status", "--json");
            TimeSpan took = TimeProvider.System.GetElapsedTime(begin);
            using JsonDocument picture = JsonDocument.Parse(sick.Output);
            JsonElement vm = picture.RootElement.GetProperty("vms")[0];
            Assert.Multiple(() =>
            {
                Assert.That(sick.ExitCode, Is.EqualTo(7));
                Assert.That(took, Is.LessThan(Bound));
                Assert.That((vm.GetProperty("answers").GetBoolean(), vm.GetProperty("cause").GetString()), Is.EqualTo((false, "it did not answer in time")));
                Assert.That(picture.RootElement.GetProperty("agents")[0].GetProperty("state").GetString(), Is.EqualTo("unreachable"));
                Assert.That(picture.RootElement.GetProperty("backups")[0].GetProperty("state").GetString(), Is.EqualTo("ok"), "what is not in the VM is shown all the same");
            });
        }
        finally
        {
            await Signal("-CONT", engines);
            await Until(() => Kit.Run("kill", "busy").ExitCode == 0, "the run is ended");
        }
    }

    [Test]
    public void A_stopped_VM_is_no_trouble_and_a_broken_configuration_is_one()
    {
        Assert.That(Kit.Run("stop-vm", Machine, "--force").ExitCode, Is.Zero);
        CommandResult stopped = Kit.Run("status");
        Assert.That((stopped.ExitCode, stopped.OutputText.Contains("stopped", StringComparison.Ordinal)), Is.EqualTo((0, true)));
        SharedMachine.WriteConfig("vms: [nonsense");
        CommandResult broken = Kit.Run("status");
        Assert.That((broken.ExitCode, broken.OutputText), Is.EqualTo((7, broken.OutputText)));
        Assert.That(broken.OutputText, Does.Contain("! configuration: ").And.Match(@"(?m)^box +stopped "));
    }

    private static async Task Signal(string signal, int[] processes)
    {
        foreach (int process in processes)
            await new CommandRunner(TimeProvider.System).RunAsync(CommandSpec.Of("kill", signal, $"{process}"), default, TimeSpan.FromSeconds(5), null, CancellationToken.None);
    }
}
