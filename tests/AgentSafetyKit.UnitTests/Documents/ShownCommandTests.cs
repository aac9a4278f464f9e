namespace AgentSafetyKit.UnitTests.Documents;

public sealed class ShownCommandTests
{
    [TestCase("agsekit run shell", "run|shell")]
    [TestCase("cd ~/work && ./out/agsekit undo --yes", "undo|--yes")]
    [TestCase("AGSEKIT_HOME=/tmp/x agsekit vms", "vms")]
    [TestCase("source <(agsekit completion bash)", "completion|bash")]
    [TestCase("agsekit exec dev -- sh -c 'ls -l | wc -l'", "exec|dev|--|sh|-c|ls -l | wc -l")]
    [TestCase("agsekit config-example > config.yaml", "config-example")]
    [TestCase("agsekit", null)]
    [TestCase("sudo install out/agsekit /usr/local/bin/", null)]
    [TestCase("AGSEKIT_HOME", null)]
    public void Calls_are_found_in_lines_as_people_write_them(string line, string? words) =>
        Assert.That(ShownCommand.In(line).Select(call => string.Join('|', call)), Is.EqualTo(words is null ? Array.Empty<string>() : [words]));
}
