using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;
using AgentSafetyKit.UnitTests.Configuration;

namespace AgentSafetyKit.UnitTests.Daemon;

/// <summary>What doctor says of a daemon.</summary>
public sealed class DaemonHealthTests
{
    private static readonly DaemonResponse Well = new(true, new DaemonStatus("1.0", 7, default, 1, 1, 1, 0), new ConfigStatus("/c", "ok", default, null), [], []);
    private static readonly ProblemResponse Problem = new("t", "t", 500, "d", "c", "line 3 is wrong", "mend it");
    private KitServices _kit = null!;
    private string _home = "";

    [SetUp]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        _kit = new KitServices(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0), TimeProvider.System);
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, true);

    [Test]
    public void One_that_is_well_passes() => Assert.That(Of("1.0", Well), Is.EqualTo((HealthLevel.Passed, "running (process 7)", "", "")));

    [Test]
    public void One_of_another_version_is_found() =>
        Assert.That(Of("1.1", Well), Is.EqualTo((HealthLevel.Warning, "the daemon is version 1.0, this program 1.1", "it was started before the update", "agsekit daemon restart")));

    [Test]
    public void One_with_an_older_configuration_is_found() => Assert.That(
        Of("1.0", Well with { Config = Well.Config with { Problem = Problem } }), Is.EqualTo((HealthLevel.Failed, "the daemon goes by an older configuration", "line 3 is wrong", "agsekit config check")));

    [Test]
    public void A_service_that_it_can_not_keep_going_is_found() => Assert.That(
        Of("1.0", Well with { Services = [new ServiceStatus("backup /p", "waiting", default, 3, Problem, null)] }), Is.EqualTo((HealthLevel.Failed, "backup /p is not kept going", "line 3 is wrong", "mend it")));

    [Test]
    public async Task One_that_is_wanted_and_not_there_is_found_and_started()
    {
        bool isStarted = false;
        var check = new DaemonHealth(new DaemonControl(_kit, Language.English), Sample.Config($"{Sample.Machine}mounts:\n  - {{source: /srv/one}}\n"), new ApiTokenStore(_kit.Paths), "1.0", _ =>
        {
            isStarted = true;
            return Task.CompletedTask;
        });
        HealthFinding found = (await check.LookAsync(default)).Single();
        Assert.That((found.Level, found.What.English), Is.EqualTo((HealthLevel.Warning, "the daemon does not run")));
        await found.Repair!(default);
        Assert.That(isStarted, Is.True);
    }

    private (HealthLevel Level, string What, string Cause, string Fix) Of(string version, DaemonResponse there)
    {
        HealthFinding found = new DaemonHealth(new DaemonControl(_kit, Language.English), null, new ApiTokenStore(_kit.Paths), version, _ => Task.CompletedTask).Of(there).Single();
        return (found.Level, found.What.English, $"{found.Cause}", $"{found.Fix}");
    }
}
