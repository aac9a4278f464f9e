using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class WizardAnswersTests
{
    [Test]
    public void What_is_wrong_names_folders_and_not_entries_of_a_file_nobody_has_seen()
    {
        FirstConfig config = FirstConfig.For(HostSize.From(2, ByteSize.FromGibibytes(8))) with { Folders = ["/a/x", "/b/x"] };
        Assert.That(WizardAnswers.InFolders("taken by mounts[0], not mounts[1] or mounts[7]", config), Is.EqualTo("taken by '/a/x', not '/b/x' or mounts[7]"));
    }

    [TestCase("none", true)]
    [TestCase("нет", true)]
    [TestCase("./none", false)]
    public void No_folder_is_said_in_either_language(string answer, bool isNothing) => Assert.That(WizardAnswers.IsNothing(answer), Is.EqualTo(isNothing));
}
