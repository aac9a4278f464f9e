using System.Security.Cryptography;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>An agent's secrets reach the agent and nothing else: a canary for each way in, looked for everywhere.</summary>
internal sealed class SecretScenarios : MachineScenario
{
    /// <summary>Run in the guest, canaries' common part on standard input: looks at all argument vectors until told to end, then says what it found and how often it looked.</summary>
    private const string GuestWatch = """
        import glob, os, sys
        canary = sys.stdin.readline().strip().encode()
        looks, found = 0, set()
        open("/tmp/watching", "w").close()
        while not os.path.exists("/tmp/stop-watching"):
            for name in glob.glob("/proc/[0-9]*/cmdline"):
                try:
                    with open(name, "rb") as f:
                        line = f.read()
                except OSError:
                    continue
                if canary in line:
                    found.add(line)
            looks += 1
        print("looks:", "many" if looks > 10 else looks, "found:", sorted(found))
        """;

    [Test]
    public async Task Secrets_are_in_the_environment_of_the_agent_and_nowhere_else()
    {
        string canary = "canary" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        string[] secrets = [$"{canary}-direct 'q' \"$X", $"{canary}-env", $"{canary}-file", $"{canary}-command"];
        string file = Path.Combine(Root, "secret.txt"), reader = Path.Combine(Root, "reader.sh");
        await File.WriteAllTextAsync(file, secrets[2] + "\n");
        await File.WriteAllTextAsync(reader, $"echo {secrets[3]}\n");
        Kit.Variables["MY_SECRET"] = secrets[1];
        Configure(moreAgents: $$"""
              keeper:
                type: command
                vm: {{Machine}}
                command: [bash, -c]
                env:
                  DIRECT: "{{secrets[0].Replace("\"", "\\\"", StringComparison.Ordinal)}}"
                env_from:
                  BY_ENV: {env: MY_SECRET}
                  BY_FILE: {file: {{file}}}
                  BY_COMMAND: {command: "sh {{reader}}"}
            """);
        await using var onHost = new ArgumentWatch(canary);
        Guest("rm -f /tmp/watching /tmp/stop-watching");
        Task<CommandResult> inGuest = Task.Run(() => Kit.RunWithInput(canary + "\n", "exec", Machine, "--", "python3", "-c", GuestWatch));
        await Until(() => Kit.Run("exec", Machine, "--", "test", "-e", "/tmp/watching").ExitCode == 0, "the watch in the guest");

        CommandResult run = Kit.Run("run", "--debug", "keeper", "for name in DIRECT BY_ENV BY_FILE BY_COMMAND; do printf %s \"${!name}\" | sha256sum; done; sleep 1");
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.OutputText, Is.EqualTo(string.Concat(secrets.Select(secret => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret))) + "  -\n"))));
        Assert.That(run.ErrorText, Does.Not.Contain(canary));

        Guest("touch /tmp/stop-watching");
        CommandResult watched = await inGuest;
        Assert.That((watched.ExitCode, watched.OutputText), Is.EqualTo((0, "looks: many found: []\n")), "argument vectors in the guest");
        Assert.That(onHost.Looks, Is.GreaterThan(20));
        Assert.That(onHost.Found, Is.Empty, "argument vectors on the host");
        Assert.That(GuestMemory(), Is.Empty);
        CommandResult left = Kit.RunWithInput(canary + "\n", "exec", Machine, "--", "sudo", "grep", "-rlsF", "-f", "/dev/stdin", "/tmp", "/var/log", "/var/tmp", "/home", "/run", "/root", "/dev/shm");
        Assert.That((left.ExitCode, left.OutputText), Is.EqualTo((1, "")).Or.EqualTo((2, "")), "files in the guest");

        foreach (string[] words in new string[][] { ["config", "show"], ["config", "show", "--json"], ["config", "check"], ["run", "--debug", "keeper", "exit 1"], ["review", "--json"] })
        {
            CommandResult shown = Kit.Run(words);
            Assert.That(shown.OutputText + shown.ErrorText, Does.Not.Contain(canary));
        }

        // All the product wrote down, the VM's disk too. The images were there before the canary.
        Assert.That(Shell("grep -rlaF --exclude=config.yaml --exclude-dir=images -- \"$2\" \"$1\" || test $? = 1", Home, canary), Is.Empty);
        Assert.That(Shell("grep -rlaF -- \"$2\" \"$1\" || test $? = 1", Backups, canary), Is.Empty);
    }
}
