using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class RunNamesTests
{
    private static readonly RunRecord[] Runs =
    [
        Run("20260102-120000-aaaa", "night", live: true),
        Run("20260102-110000-bbbb", null, live: true),
        Run("20260101-100000-cccc", "day", live: false),
        Run("20260101-090000-dddd", "night", live: false),
    ];

    [TestCase("20260102-110000-bbbb", "bbbb")]
    [TestCase("night", "aaaa")]
    [TestCase("day", "cccc")]
    [TestCase("bbbb", "bbbb")]
    [TestCase("20260101-1", "cccc")]
    [TestCase("20260102-12", "aaaa")]
    public void A_run_is_found_by_its_id_a_part_of_it_or_its_name_and_the_live_one_comes_first(string word, string end) =>
        Assert.That(RunNames.Resolve(word, Runs).Id, Does.EndWith(end));

    [Test]
    public void Of_one_live_run_and_ended_ones_that_begin_alike_the_live_one_is_meant() =>
        Assert.That(RunNames.Resolve("2026", [Runs[0], Runs[2], Runs[3]]).Id, Is.EqualTo(Runs[0].Id));

    [Test]
    public void What_fits_several_is_refused_with_a_list_of_them()
    {
        KitException refused = Assert.Throws<KitException>(() => RunNames.Resolve("20260102", Runs))!;
        Assert.That((refused.Code, refused.Cause.English), Is.EqualTo((ErrorCode.Usage, "several begin or end like that:\n    20260102-120000-aaaa (night)  a  /project\n    20260102-110000-bbbb  a  /project")));
    }

    [TestCase("nigth", "did you mean 'night'?")]
    [TestCase("zzzzzzzz", "agsekit ps --all")]
    [TestCase("", "agsekit ps --all")]
    [TestCase("\u001b[31m", "agsekit ps --all")]
    public void What_fits_none_is_refused_with_a_list_of_the_live_ones(string word, string fix)
    {
        KitException refused = Assert.Throws<KitException>(() => RunNames.Resolve(word, Runs))!;
        Assert.Multiple(() =>
        {
            Assert.That(refused.Code, Is.EqualTo(ErrorCode.UnknownName));
            Assert.That(refused.Cause.English, Does.Contain("aaaa (night)").And.Contain("bbbb").And.Not.Contain("cccc"));
            Assert.That(refused.Fix.English, Is.EqualTo(fix));
            Assert.That(refused.What.English, Does.Not.Contain("\u001b"));
        });
    }

    [TestCase("night", true)]
    [TestCase("a.b-c_1", true)]
    [TestCase("1night", false)]
    [TestCase("-x", false)]
    [TestCase("two words", false)]
    [TestCase("ночь", false)]
    [TestCase("", false)]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void A_name_is_a_plain_word(string name, bool fits)
    {
        if (fits)
            Assert.DoesNotThrow(() => RunNames.Check(name));
        else
            Assert.That(Assert.Throws<KitException>(() => RunNames.Check(name))!.Code, Is.EqualTo(ErrorCode.Usage));
    }

    private static RunRecord Run(string id, string? name, bool live) => new()
    {
        Id = id,
        Name = name,
        Agent = "a",
        Machine = "m",
        Folder = "/project",
        IsDetached = true,
        StartedAt = DateTimeOffset.UnixEpoch,
        Watcher = live ? ProcessIdentity.Of(Environment.ProcessId) : null,
        EndedAt = live ? null : DateTimeOffset.UnixEpoch,
    };
}
