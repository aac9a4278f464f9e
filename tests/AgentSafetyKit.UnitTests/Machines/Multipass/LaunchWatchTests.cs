using System.Text;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

public sealed class LaunchWatchTests
{
    private const string Clear = "\e[2K\e[0A\e[0E";

    [Test]
    public void Steps_and_percents_are_read_out_of_the_spinner()
    {
        const string drawn = $"{Clear}Creating t1  \b/\b-\b {Clear}\rRetrieving image: 3%\rRetrieving image: 58%{Clear}{Clear}Verifying image:   \b/\b {Clear}{Clear}Preparing image for t1  \b/\b {Clear}{Clear}Configuring t1  \b/\b "
            + $"{Clear}{Clear}Starting t1  \b/\b-\b\\\b|\b {Clear}{Clear}Waiting for initialization to complete  \b/\b {Clear}{Clear}Launched: t1\n{Clear}";
        var said = new List<string>();
        var limits = new List<double>();
        var watch = new LaunchWatch("t1", new Told(said), limit => limits.Add(limit.TotalMinutes));
        var splitter = new LineSplitter(watch.Read);
        foreach (byte one in Encoding.ASCII.GetBytes(drawn))
            splitter.Add([one]);
        splitter.Finish();
        Assert.That(said, Is.EqualTo(new[]
        {
            "creating VM 't1' with Multipass", "Multipass fetches the image 3/100", "Multipass checks the image", "Multipass prepares the image",
            "Multipass configures the VM", "the guest boots", "the guest applies its settings and installs packages",
        }));
        Assert.That(limits, Has.Count.EqualTo(said.Count).And.All.InRange(1, 60));
        Assert.That(watch.Step.Russian, Does.Contain("пакеты"));
    }

    private sealed class Told(List<string> said) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => said.Add(value.Total > 0 ? $"{value.Doing.English} {value.Done}/{value.Total}" : value.Doing.English);
    }
}
