using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.UnitTests.Boxes;

internal sealed class SandboxPoolTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SandboxSite Box = new("box", Noon);
    private static readonly BoxLimits Usual = BoxLimits.Of(BoxSettings.Default);

    [Test]
    public void Only_one_that_lasts_as_long_as_the_session_is_taken()
    {
        SandboxPool pool = Pool(Noon.AddMinutes(5), Noon.AddMinutes(30));
        Assert.That(pool.TryTake(Box, Usual, Noon.AddHours(1), _ => { }), Is.Null);
        Assert.That(pool.TryTake(Box, Usual with { Cores = 2 }, Noon, _ => { }), Is.Null);
        Assert.That(pool.TryTake(Box, Usual, Noon.AddMinutes(10), _ => { })!.Id, Is.EqualTo("1"));
        Assert.That(pool.Count, Is.EqualTo(1));
    }

    [Test]
    public void Those_that_are_too_old_or_too_many_or_other_ones_make_room()
    {
        SandboxPool pool = Pool(Noon.AddMinutes(5), Noon.AddMinutes(30), Noon.AddMinutes(40));
        Assert.That(pool.TakeOthers(Box, Usual, Noon.AddMinutes(10), 1).Select(one => one.Id), Is.EqualTo(new[] { "0", "2" }));
        Assert.That(pool.TakeOthers(Box, Usual with { Processes = 7 }, Noon, 1).Select(one => one.Id), Is.EqualTo(new[] { "1" }));
        Assert.That(pool.Count, Is.Zero);
    }

    [Test]
    public void One_in_another_VM_or_from_before_its_restart_is_nobodys([Values("other", "box")] string machine)
    {
        SandboxPool pool = Pool(Noon.AddMinutes(30));
        var now = new SandboxSite(machine, Noon.AddMinutes(1));
        Assert.That(pool.TryTake(now, Usual, Noon, _ => { }), Is.Null);
        Assert.That(pool.TakeOthers(now, Usual, Noon, 1).Single().Site.Machine, Is.EqualTo("box"));
        Assert.That(Pool(Noon.AddMinutes(30)).TakeOthers(null, Usual, Noon, 1), Has.Count.EqualTo(1), "its VM does not run");
    }

    private static SandboxPool Pool(params DateTimeOffset[] ends)
    {
        var pool = new SandboxPool();
        for (int i = 0; i < ends.Length; i++)
            pool.Add(new PooledSandbox($"{i}", Box, "container", Usual, ends[i]));
        return pool;
    }
}
