using AgentSafetyKit.UnitTests.Architecture;
using AgentSafetyKit.UnitTests.Documents;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>The calls of <c>agsekit</c> in the blocks of the pages of docs, by what running them takes. One that is on a page is run by a scenario that takes it from there, or stands here with the reason why not.</summary>
internal static class PageCommands
{
    /// <summary>What stands in the pages for the name of a VM.</summary>
    public const string MachineName = "agent-ubuntu";

    /// <summary>Pages with scenarios of their own, which also take the calls in their sentences.</summary>
    private static readonly string[] OwnScenarios = ["docs/backups.md", "docs/configuration.md"];

    /// <summary>The beginnings of calls that need more than a test that takes pages literally can have, the scenarios that run them nevertheless, and what they need.</summary>
    private static readonly Dictionary<string, (string Scenarios, string Need)> Elsewhere = new(StringComparer.Ordinal)
    {
        ["install-agents"] = ("AgentScenarios", "a server with packages"),
        ["update-agents"] = ("AgentScenarios", "a server with packages"),
        ["install-bundle"] = ("BundleScenarios", "a server with packages"),
        ["image pull"] = ("ImageScenarios", "a server with images"),
        ["image build"] = ("LifecycleScenarios", "the image of a VM, or minutes"),
        ["image rm"] = ("ImageScenarios", "an image to lose"),
        ["create-vm agent-ubuntu --adopt"] = ("MultipassScenarios", "Multipass"),
        ["dashboard"] = ("DashboardScenarios", "a browser"),
        ["box"] = ("BoxScenarios", "Podman in the VM"),
        ["exec agent-ubuntu -- podman load"] = ("BoxScenarios", "an image in a file"),
        ["session"] = ("SessionScenarios", "Podman in the VM"),
        ["status --watch"] = ("CareScenarios", "a terminal: it goes on until Ctrl+C"),
    };

    /// <summary>The words of each, and the files of the scenarios.</summary>
    public static IEnumerable<(string[] Words, string[] Files)> RunElsewhere() => Elsewhere.Select(entry => (
        entry.Key.Split(' ').Where(word => word != MachineName).ToArray(),
        Directory.GetFiles(Path.Combine(SourceTree.Root, "tests/AgentSafetyKit.ScenarioTests"), entry.Value.Scenarios + ".cs", SearchOption.AllDirectories)));

    private static readonly string[] NeedsMachine = ["run", "ps", "attach", "stop", "review", "undo", "stop-vm", "resize-vm", "start-vm", "cp", "vm-snapshot", "list-bundles"];

    /// <summary>Those that need no VM, with their pages, in the order of the pages.</summary>
    public static IEnumerable<(string Page, string[] Words)> WithoutMachine() => All().Where(call => !NeedsMachine.Contains(call.Words[0]));

    /// <summary>Those of one page that need a VM, in its order.</summary>
    public static string[][] WithMachine(string page) => [.. All().Where(call => call.Page == page && NeedsMachine.Contains(call.Words[0])).Select(call => call.Words)];

    /// <summary>The pages on which there are some that need a VM.</summary>
    public static string[] PagesWithMachine() => [.. All().Where(call => NeedsMachine.Contains(call.Words[0])).Select(call => call.Page).Distinct()];

    private static IEnumerable<(string Page, string[] Words)> All() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Select(path => Path.GetRelativePath(SourceTree.Root, path)).Order(StringComparer.Ordinal)
            .Except(OwnScenarios).SelectMany(page => ShownCommand.InBlocks(MarkdownPage.Read(page)).Select(words => (Page: page, Words: words)))
            .Where(call => !Elsewhere.Keys.Any(begin => (string.Join(' ', call.Words) + " ").StartsWith(begin + " ", StringComparison.Ordinal)));
}
