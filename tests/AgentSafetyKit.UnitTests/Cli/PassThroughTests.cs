using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class PassThroughTests
{
    [TestCase("run claude --help", "run claude -- --help")]
    [TestCase("run --vm box claude -p hi", "run --vm box claude -- -p hi")]
    [TestCase("run --vm=box --yes claude -v", "run --vm=box --yes claude -- -v")]
    [TestCase("--config c.yaml run claude --config theirs", "--config c.yaml run claude -- --config theirs")]
    [TestCase("run claude -- --x", "run claude -- -- --x")]
    [TestCase("exec box -- ls -l", "exec box -- ls -l")]
    [TestCase("exec box ls -- -l", "exec box -- ls -- -l")]
    [TestCase("run claude", "run claude --")]
    [TestCase("run --help", "run --help")]
    [TestCase("run claude run --vm x", "run claude -- run --vm x")]
    public void Words_after_the_agent_are_not_ours(string typed, string expected) =>
        Assert.That(string.Join(' ', PassThrough.Mark(Root(), typed.Split(' '))), Is.EqualTo(expected));

    private static KitCommand Root()
    {
        var text = new Text("x", "ы");
        return new KitCommand("agsekit", text) { GlobalOptions.Config, GlobalOptions.Help }.With(
            new KitCommand("run", text) { PassThroughAfter = 1, KeepsDoubleDash = true }.With(
                new KitOption<string?>("--vm", text), CommonOptions.Yes(), new KitArgument<string>("AGENT", text), new KitArgument<string[]>("ARGS", text)),
            new KitCommand("exec", text) { PassThroughAfter = 1 }.With(new KitArgument<string>("VM", text), new KitArgument<string[]>("CMD", text)));
    }
}
