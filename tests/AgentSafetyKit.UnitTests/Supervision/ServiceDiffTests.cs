using AgentSafetyKit.Supervision;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Supervision;

public sealed class ServiceDiffTests
{
    [Test]
    public void Only_what_changed_is_touched()
    {
        ServiceDiff diff = ServiceDiff.Between([Spec("a", "1"), Spec("b", "1"), Spec("c", "1")], [Spec("b", "1"), Spec("c", "2"), Spec("d", "1")]);
        Assert.That(diff.Stop, Is.EqualTo(new[] { "a", "c" }));
        Assert.That(diff.Start.Select(spec => (spec.Name, spec.Wish)), Is.EqualTo(new[] { ("c", "2"), ("d", "1") }));
    }

    [Test]
    public void Of_two_of_one_name_the_first_counts() =>
        Assert.That(ServiceDiff.Between([Spec("a", "1")], [Spec("a", "1"), Spec("a", "2")]).IsEmpty);

    [Test]
    public void Applied_to_what_runs_it_makes_what_is_wanted() => Check.QuickThrowOnFailure(Prop.ForAll<(byte, byte)[], (byte, byte)[]>((before, after) =>
    {
        ServiceSpec[] running = [.. before.DistinctBy(one => one.Item1 % 8).Select(one => Spec($"{one.Item1 % 8}", $"{one.Item2 % 2}"))];
        ServiceSpec[] wanted = [.. after.Select(one => Spec($"{one.Item1 % 8}", $"{one.Item2 % 2}"))];
        ServiceDiff diff = ServiceDiff.Between(running, wanted);
        IEnumerable<(string, string)> made = running.Where(spec => !diff.Stop.Contains(spec.Name)).Concat(diff.Start).Select(spec => (spec.Name, spec.Wish)).Order();
        return made.SequenceEqual(wanted.DistinctBy(spec => spec.Name).Select(spec => (spec.Name, spec.Wish)).Order());
    }));

    private static ServiceSpec Spec(string name, string wish) => new(name, wish, _ => Task.CompletedTask);
}
