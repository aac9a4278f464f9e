using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Processes;

public sealed class ProcessLoadTests
{
    [Test]
    public void Work_takes_processor_time_and_memory()
    {
        ProcessIdentity ours = ProcessIdentity.Of(Environment.ProcessId)!;
        ProcessLoad before = ProcessLoad.Of(ours)!.Value;
        Assert.That(before.ResidentBytes, Is.InRange(1 << 20, 32L << 30));
        double sum = 0;
        long begin = TimeProvider.System.GetTimestamp();
        TimeSpan worked;
        do
        {
            for (int i = 0; i < 1_000_000; i++)
                sum += Math.Sqrt(i);
            worked = ProcessLoad.Of(ours)!.Value.CpuTime - before.CpuTime;
        }
        while (worked < TimeSpan.FromMilliseconds(50) && TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(30));
        Assert.That((sum > 0, worked), Is.EqualTo((true, worked)));
        Assert.That(worked, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(50)));
        Assert.That(ProcessLoad.Of(ours with { Started = ours.Started - 1 }), Is.Null, "the number is another's now");
    }
}
