using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Supervision;
using AgentSafetyKit.UnitTests.Sessions;

namespace AgentSafetyKit.UnitTests.Supervision;

public sealed class ConfigKeeperTests
{
    private const string One = "vms: {one: {cpu: 1, ram: 1G, disk: 5G}}\n", Two = "vms: {two: {cpu: 1, ram: 1G, disk: 5G}}\n";
    private readonly PacedTime _time = new();
    private string _folder = "";

    private string ConfigFile => Path.Combine(_folder, "config.yaml");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("agsekit-config-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_last_good_one_stays_whatever_becomes_of_the_file()
    {
        ConfigKeeper keeper = Keeper();
        Assert.That((keeper.Read(), keeper.Current), Is.EqualTo((ConfigOutcome.Broken, (KitConfig?)null)));
        Assert.That(keeper.Problem!.Code, Is.EqualTo(ErrorCode.ConfigMissing));
        Write(One);
        Assert.That(keeper.Read(), Is.EqualTo(ConfigOutcome.Applied));
        Assert.That(keeper.Read(), Is.EqualTo(ConfigOutcome.Same));
        foreach (string broken in new[] { "vms: [\n", "nonsense: 1\n" })
        {
            Write(broken);
            Assert.That((keeper.Read(), keeper.Current!.Machines[0].Name), Is.EqualTo((ConfigOutcome.Broken, "one")));
        }

        Assert.That((keeper.Problem!.Code, keeper.Read()), Is.EqualTo((ErrorCode.ConfigInvalid, ConfigOutcome.Same)), "told once");
        File.Delete(ConfigFile);
        Assert.That(keeper.Read(), Is.EqualTo(ConfigOutcome.Broken));
        Assert.That(keeper.Problem!.Code, Is.EqualTo(ErrorCode.ConfigMissing));
        Write(Two);
        Assert.That((keeper.Read(), keeper.Problem, keeper.Current!.Machines[0].Name), Is.EqualTo((ConfigOutcome.Applied, (KitException?)null, "two")));
    }

    [TestCase("")]
    [TestCase("# all gone\n\n  \t\r\n")]
    public void A_file_that_was_cut_off_ends_nothing(string rest)
    {
        ConfigKeeper keeper = Keeper();
        Write(rest);
        Assert.That(keeper.Read(), Is.EqualTo(ConfigOutcome.Applied), "a beginning");
        Write(One);
        keeper.Read();
        Write(rest);
        Assert.That((keeper.Read(), keeper.Current!.Machines.Length), Is.EqualTo((ConfigOutcome.Broken, 1)));
        Write("mounts: []\n");
        Assert.That((keeper.Read(), keeper.Current!.Machines.Length), Is.EqualTo((ConfigOutcome.Applied, 0)), "meant so");
    }

    [Test]
    public void One_that_comes_back_as_it_was_begins_nothing_anew()
    {
        ConfigKeeper keeper = Keeper();
        Write(One);
        keeper.Read();
        KitConfig before = keeper.Current!;
        Write("nonsense: 1\n");
        keeper.Read();
        Assert.That(keeper.Current, Is.SameAs(before));
        Write(One);
        Assert.That((keeper.Read(), keeper.Problem), Is.EqualTo((ConfigOutcome.Mended, (KitException?)null)));
        Assert.That(keeper.Current, Is.SameAs(before));
    }

    [Test]
    public void One_that_others_can_write_is_not_taken_over()
    {
        ConfigKeeper keeper = Keeper();
        Write(One);
        keeper.Read();
        Write(Two);
        File.SetUnixFileMode(ConfigFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.That((keeper.Read(), keeper.Problem!.Code, keeper.Current!.Machines[0].Name), Is.EqualTo((ConfigOutcome.Broken, ErrorCode.ConfigUnsafe, "one")));
    }

    private ConfigKeeper Keeper() => new(ConfigFile, new ConfigContext("/home/u", _folder, 8), _time);

    private void Write(string yaml)
    {
        File.WriteAllText(ConfigFile, yaml);
        File.SetUnixFileMode(ConfigFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
