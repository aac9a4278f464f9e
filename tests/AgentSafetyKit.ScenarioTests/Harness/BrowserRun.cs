using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>Chromium, driven by a script of the folder <c>Browser</c>. The packages it takes have to be there: <c>./build.sh test</c> installs them. Pictures of the page stay as output of the test.</summary>
internal static class BrowserRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);

    private static string Folder => Path.Combine(SourceTree.Root, "tests/AgentSafetyKit.ScenarioTests/Browser");

    /// <param name="script">Its name without the ending.</param>
    /// <param name="given">What it is told.</param>
    public static void Pass(string script, Dictionary<string, object> given)
    {
        string pictures = Path.Combine(TestContext.CurrentContext.WorkDirectory, "pictures", script);
        given["pictures"] = pictures;
        CommandResult said = new CommandRunner(TimeProvider.System).RunAsync(
            CommandSpec.Of("node", Path.Combine(Folder, script + ".mjs"), JsonSerializer.Serialize(given)) with { Environment = System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add("AGSEKIT_BROWSER_DRIVER", Driver()), WorkingFolder = "/" },
            default, Patience, null, CancellationToken.None).GetAwaiter().GetResult();
        TestContext.Out.WriteLine(said.OutputText);
        foreach (string picture in Directory.Exists(pictures) ? Directory.GetFiles(pictures, "*.png") : [])
            TestContext.AddTestAttachment(picture);
        Assert.That(said.ExitCode, Is.Zero, said.OutputText + said.ErrorText);
    }

    private static string Driver()
    {
        string folder = Environment.GetEnvironmentVariable("AGSEKIT_BROWSER_DRIVER") ?? new CommandRunner(TimeProvider.System).RunAsync(
            CommandSpec.Of("bash", "-c", "source ./build-needs.sh && browser_driver_folder") with { WorkingFolder = SourceTree.Root }, default, TimeSpan.FromMinutes(1), null, CancellationToken.None).GetAwaiter().GetResult().OutputText.Trim();
        Assert.That(Path.Combine(folder, "node_modules/playwright-core"), Does.Exist, "./build.sh test installs it");
        return folder;
    }
}
