using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.UnitTests.Supervision;

public sealed class ConfigWatchTests
{
    private string _folder = "";

    private string ConfigFile => Path.Combine(_folder, "config.yaml");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("agsekit-watch-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task It_hears_within_a_second_that_the_file_is_made_written_replaced_or_removed()
    {
        using var watch = new ConfigWatch(ConfigFile, TimeProvider.System);
        await Settle(watch);
        Action[] changes =
        [
            () => File.WriteAllText(ConfigFile, "a"),
            () => File.AppendAllText(ConfigFile, "b"),
            () => { File.WriteAllText(ConfigFile + ".tmp", "c"); File.Move(ConfigFile + ".tmp", ConfigFile, overwrite: true); },
            () => File.Delete(ConfigFile),
        ];
        for (int round = 0; round < changes.Length; round++)
        {
            long begin = TimeProvider.System.GetTimestamp();
            Task wait = watch.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
            changes[round]();
            await wait;
            Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.LessThan(TimeSpan.FromSeconds(1)), $"change {round}");
            await Settle(watch);
        }
    }

    [Test]
    public async Task Where_the_system_watches_no_more_it_looks_and_says_so()
    {
        string nowhere = Path.Combine(_folder, "round-and-round");
        File.CreateSymbolicLink(nowhere, nowhere);
        using var watch = new ConfigWatch(ConfigFile, TimeProvider.System, nowhere);
        await Settle(watch);
        Assert.That(watch.Trouble.English, Does.Contain("ELOOP"));
        foreach (string words in new[] { "a", "ab" })
        {
            Task wait = watch.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
            File.WriteAllText(ConfigFile, words);
            await wait.WaitAsync(TimeSpan.FromSeconds(5));
        }
    }

    [Test]
    public async Task What_else_happens_in_that_folder_wakes_nobody()
    {
        using var watch = new ConfigWatch(ConfigFile, TimeProvider.System);
        await Settle(watch);
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        File.WriteAllText(Path.Combine(_folder, "state", "config.yaml"), "a");
        File.WriteAllText(Path.Combine(_folder, "config.yaml.bak"), "a");
        long begin = TimeProvider.System.GetTimestamp();
        await watch.WaitAsync(TimeSpan.FromMilliseconds(400), CancellationToken.None);
        Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.GreaterThan(TimeSpan.FromMilliseconds(390)));
    }

    /// <summary>Until nothing more is heard of what was done before.</summary>
    private static async Task Settle(ConfigWatch watch)
    {
        TimeSpan waited;
        do
        {
            long begin = TimeProvider.System.GetTimestamp();
            await watch.WaitAsync(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            waited = TimeProvider.System.GetElapsedTime(begin);
        }
        while (waited < TimeSpan.FromMilliseconds(300));
    }
}
