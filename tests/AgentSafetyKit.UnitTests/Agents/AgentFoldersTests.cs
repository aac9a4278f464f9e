using System.Collections.Immutable;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Agents;

/// <summary>What the scripts that install agents share, run by a real shell in a home folder of its own; the installing itself is stood in for.</summary>
public sealed class AgentFoldersTests
{
    /// <summary>Takes the wanted version for one there is.</summary>
    private const string StandIn = """
        chosen "$wanted"
        mkdir -p "$new/bin"
        printf '#!/bin/sh\necho %s %s\n[ "$1" != wait ] || sleep 30\n' "$bundle" "$version" > "$new/bin/$program"
        chmod 755 "$new/bin/$program"
        settle
        """;

    private string _home = "";

    [SetUp]
    public void MakeFolder() => _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_home, recursive: true);

    [Test]
    public async Task Of_two_types_with_one_program_each_runs_its_own()
    {
        await Install("codex", "1.0", "@done 1.0");
        await Install("mycodex", "2.0", "@done 2.0");
        Assert.That(await Says(".local/bin/codex"), Is.EqualTo("mycodex 2.0"));
        Assert.That(await Says(".local/share/agsekit/agents/codex/current/run/codex"), Is.EqualTo("codex 1.0"));
        Assert.That(await Says(".local/share/agsekit/agents/mycodex/current/run/codex"), Is.EqualTo("mycodex 2.0"));
        // Named once more it takes its place back.
        await Install("codex", "1.0", "@there 1.0");
        Assert.That(await Says(".local/bin/codex"), Is.EqualTo("codex 1.0"));
    }

    [Test]
    public async Task A_version_that_is_gone_is_installed_again()
    {
        await Install("codex", "1.0", "@done 1.0");
        Directory.Delete(Path.Combine(_home, ".local/share/agsekit/agents/codex/1.0"), recursive: true);
        await Install("codex", "1.0", "@done 1.0");
        Assert.That(await Says(".local/bin/codex"), Is.EqualTo("codex 1.0"));
    }

    [Test]
    public async Task A_version_at_work_is_not_removed_however_many_come_after_it()
    {
        await Install("codex", "1.0", "@done 1.0");
        string folder = Path.Combine(_home, ".local/share/agsekit/agents/codex");
        var working = ChildProcess.StartAttached(CommandSpec.Of(Path.Combine(folder, "1.0/run/codex"), "wait"));
        try
        {
            await Install("codex", "2.0", "@done 2.0");
            await Install("codex", "3.0", "@done 3.0");
            await Install("codex", "4.0", "@done 4.0");
            Assert.That(Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(new[] { "1.0", "3.0", "4.0", "current" }));
        }
        finally
        {
            await working.StopAsync(TimeSpan.Zero);
        }

        await Install("codex", "5.0", "@done 5.0");
        Assert.That(Directory.Exists(Path.Combine(folder, "1.0")), Is.False);
    }

    private async Task Install(string type, string version, string answer)
    {
        string script = GuestScript.Read("bundles/common.sh") + GuestScript.Read("agents/begin.sh") + StandIn;
        CommandResult result = await Run("sh", "-c", script, "sh", type, version, "codex", "from", "keep");
        Assert.That(result.OutputText.Trim().Split('\n')[^1], Is.EqualTo(answer), result.ErrorText);
    }

    private async Task<string> Says(string program) => (await Run(Path.Combine(_home, program))).OutputText.Trim();

    private Task<CommandResult> Run(string program, params string[] words) => new CommandRunner(TimeProvider.System).RunAsync(
        CommandSpec.Of(program, words) with { Environment = ImmutableDictionary<string, string?>.Empty.Add("HOME", _home) }, default, TimeSpan.FromSeconds(20), null, CancellationToken.None);
}
