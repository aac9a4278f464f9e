using System.Globalization;
using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>
/// The one VM all scenarios of this namespace work with: made from nothing by the published executable before the first of them, removed by it after the last, when nothing of it may be left.
/// <c>AGSEKIT_TEST_VM=0</c> leaves all of them out. <c>AGSEKIT_TEST_IMAGES</c> names an image cache to start from, to save a minute while working on a test.
/// </summary>
[SetUpFixture]
internal sealed class SharedMachine
{
    public const string Name = "box";

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    /// <summary>The product's own folder. Short: sockets lie beneath it.</summary>
    public static string Home { get; private set; } = "";

    /// <summary>The configuration of the VM alone.</summary>
    public static string MachineYaml { get; } = $$"""
        vms:
          {{Name}}: {cpu: {{Math.Min(2, Environment.ProcessorCount)}}, ram: 2G, disk: 8G, provider: qemu, image: "build:debian:bookworm"}

        """;

    [OneTimeSetUp]
    public void MakeAndStart()
    {
        if (Environment.GetEnvironmentVariable("AGSEKIT_TEST_VM") == "0")
            Assert.Ignore("AGSEKIT_TEST_VM is 0: scenarios that need a VM are left out");
        Home = Directory.CreateTempSubdirectory("agsekit-v-").FullName;
        WriteConfig(MachineYaml);
        if (Environment.GetEnvironmentVariable("AGSEKIT_TEST_IMAGES") is { Length: > 0 } images)
            RunTool("cp", "-a", "--", images, Path.Combine(Home, "cache"));
        var kit = new KitBinary(Home, "/");
        CommandResult created = kit.Run("create-vm");
        Assert.That((created.ExitCode, created.OutputText), Is.EqualTo((0, $"VM '{Name}' is made. Start it: agsekit start-vm {Name}\n")));
        CommandResult started = kit.Run("start-vm");
        Assert.That((started.ExitCode, started.OutputText), Is.EqualTo((0, $"VM '{Name}' is running.\n")));
    }

    [OneTimeTearDown]
    public async Task RemoveAndFindNothing()
    {
        if (Home.Length == 0)
            return;
        try
        {
            WriteConfig(MachineYaml);
            var kit = new KitBinary(Home, "/");
            Assert.That(kit.Run("umount", "--all").ExitCode, Is.Zero);
            CommandResult destroyed = kit.Run("destroy-vm", Name, "--yes");
            Assert.That((destroyed.ExitCode, destroyed.OutputText), Is.EqualTo((0, $"VM '{Name}' is gone.\n")));
            Assert.That(kit.Run("vms").OutputText, Does.Contain("not created"));
            Assert.Multiple(() =>
            {
                Assert.That(Processes().Select(CommandLineOf), Is.Empty, "processes");
                Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(Home, "data/vms")), Is.Empty, "files of VMs");
                Assert.That(RunTool("find", Home, "-type", "s"), Is.Empty, "sockets");
                string mounts = Path.Combine(Home, "state/mounts");
                Assert.That(Directory.Exists(mounts) ? Directory.EnumerateFiles(mounts, "*.json") : [], Is.Empty, "mounts");
            });
        }
        finally
        {
            foreach (int process in Processes())
            {
                if (ProcessIdentity.Of(process) is { } left)
                    await left.KillAsync(EndPatience, TimeProvider.System);
            }

            Directory.Delete(Home, recursive: true);
        }
    }

    public static void WriteConfig(string yaml)
    {
        string file = Path.Combine(Home, "config.yaml");
        File.WriteAllText(file, yaml);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>How the VM is, as <c>vms --json</c> says it.</summary>
    public static string State()
    {
        using JsonDocument all = JsonDocument.Parse(new KitBinary(Home, "/").Run("vms", "--json").Output);
        return all.RootElement.GetProperty("vms").EnumerateArray().Single(vm => vm.GetProperty("name").GetString() == Name).GetProperty("state").GetString()!;
    }

    /// <summary>The processes of the host that were started for this home: they name it in their arguments or, being agsekit, in their environment.</summary>
    public static IReadOnlyList<int> Processes(string part = "")
    {
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process) || process == Environment.ProcessId)
                continue;
            string command = CommandLineOf(process);
            bool ours = command.Contains(Home, StringComparison.Ordinal)
                || (command.Contains("agsekit", StringComparison.Ordinal) && ReadProc(process, "environ").Contains($"AGSEKIT_HOME={Home}\0", StringComparison.Ordinal));
            if (ours && command.Contains(part, StringComparison.Ordinal))
                found.Add(process);
        }

        return found;
    }

    /// <summary>The processes of QEMU itself (not those it was started through).</summary>
    public static IReadOnlyList<int> Engines() => [.. Processes().Where(process => CommandLineOf(process).StartsWith("qemu-system-", StringComparison.Ordinal))];

    /// <summary>Kills a process by its number and waits until it is gone.</summary>
    public static async Task KillAsync(int process)
    {
        if (ProcessIdentity.Of(process) is { } identity)
            Assert.That(await identity.KillAsync(EndPatience, TimeProvider.System), Is.True);
    }

    public static string CommandLineOf(int process) => ReadProc(process, "cmdline").Replace('\0', ' ').Trim();

    private static string ReadProc(int process, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string RunTool(string program, params string[] words)
    {
        CommandResult result = new CommandRunner(TimeProvider.System)
            .RunAsync(CommandSpec.Of(program, words), default, TimeSpan.FromMinutes(2), null, CancellationToken.None).GetAwaiter().GetResult();
        Assert.That(result.ExitCode, Is.Zero, result.ErrorText);
        return result.OutputText;
    }
}
