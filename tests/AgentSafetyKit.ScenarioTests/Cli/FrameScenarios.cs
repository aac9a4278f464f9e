using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>What holds for the program as a whole, on the published executable.</summary>
internal sealed class FrameScenarios : Scenario
{
    [Test]
    public void Version_is_one_line_and_leaves_nothing_behind()
    {
        CommandResult result = Kit.Run("version");
        Assert.That(result.OutputText, Does.Match(@"^agsekit \d+\.\d+\.\d+\n$"));
        Assert.That(Kit.Run("--version").OutputText, Is.EqualTo(result.OutputText));
        Assert.That(JsonDocument.Parse(Kit.Run("version", "--json").Output).RootElement.GetProperty("version").GetString(), Is.EqualTo(result.OutputText.Trim()["agsekit ".Length..]));
        Assert.That(Directory.EnumerateFileSystemEntries(Home), Is.Empty);
    }

    [Test]
    public void Libraries_are_looked_for_in_the_folders_of_the_system_only()
    {
        Kit.Variables["LD_DEBUG"] = "libs";
        string folder = Path.GetDirectoryName(KitBinary.Path)!;
        Assert.That(Kit.Run("version").ErrorText, Does.Contain("search path").Or.Contain("search cache").And.Not.Contain(folder + "/lib"), "whoever may write beside the executable shall not put code into it");
    }

    [Test]
    public void A_mistyped_command_is_answered_with_the_right_one_in_either_language()
    {
        CommandResult result = Kit.Run("backup-onec");
        Assert.That((result.ExitCode, result.OutputText), Is.EqualTo((2, "")));
        Assert.That(result.ErrorText, Does.Contain("did you mean 'backup-once'?"));
        Kit.Variables["AGSEKIT_LANG"] = null;
        Kit.Variables["LC_ALL"] = "ru_RU.UTF-8";
        Assert.That(Kit.Run("backup-onec").ErrorText, Does.Contain("возможно, имелось в виду «backup-once»?"));
    }

    [Test]
    public void Every_command_has_help_that_ends_well()
    {
        foreach (string command in Kit.Run("[suggest:8]", "agsekit ").OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith('-')))
        {
            CommandResult help = Kit.Run(command, "--help");
            Assert.That((help.ExitCode, help.ErrorText), Is.EqualTo((0, "")), command);
            Assert.That(help.OutputText, Does.Contain("EXIT STATUS").And.Contain("Usage: agsekit " + command));
        }
    }

    [Test]
    public void Completion_offers_commands_and_options_in_bash()
    {
        string candidates = Shell(
            """
            source <("$1" completion bash)
            COMP_WORDS=("$1" comp); COMP_CWORD=1; COMP_LINE="agsekit comp"; COMP_POINT=12
            _agsekit; printf '%s\n' "${COMPREPLY[@]}"
            """, KitBinary.Path);
        Assert.That(candidates.Trim(), Is.EqualTo("completion"));
    }
}
