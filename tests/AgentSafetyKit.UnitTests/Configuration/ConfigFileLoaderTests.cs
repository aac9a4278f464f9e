using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using Mono.Unix.Native;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed class ConfigFileLoaderTests
{
    private string _folder = "";
    private string _file = "";

    [SetUp]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("agsekit-config-").FullName;
        _file = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(_file, Sample.Machine);
        Assert.That(Syscall.chmod(_file, FilePermissions.S_IRUSR | FilePermissions.S_IWUSR), Is.Zero);
    }

    [TearDown]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_file_of_the_users_own_is_read() => Assert.That(ConfigFileLoader.Load(_file, Sample.Context).Config?.DefaultMachine?.Name, Is.EqualTo("main"));

    [Test]
    public void A_file_that_others_may_read_is_read()
    {
        Syscall.chmod(_file, (FilePermissions)0x1A4);
        Assert.That(ConfigFileLoader.Load(_file, Sample.Context).Config, Is.Not.Null);
    }

    [TestCase(0x1B0, 12345, TestName = "A_file_a_group_can_write_is_refused")]
    [TestCase(0x182, 0, TestName = "A_file_everybody_can_write_is_refused")]
    public void A_file_others_can_write_is_refused(int mode, int group)
    {
        if (Syscall.geteuid() == 0)
            Assert.That(Syscall.chown(_file, 0, (uint)group), Is.Zero);
        else
            Assume.That(group, Is.Zero, "only root can give a file to another group");
        Syscall.chmod(_file, (FilePermissions)mode);
        KitException refused = Refusal(_file);
        Assert.That(refused.Code, Is.EqualTo(ErrorCode.ConfigUnsafe));
        Assert.That(refused.Fix.English, Is.EqualTo($"chmod go-w {_file}"));
    }

    [Test]
    public void A_file_the_users_own_private_group_can_write_is_read()
    {
        Assume.That(Syscall.getegid(), Is.EqualTo(Syscall.geteuid()), "this user has no group of his own");
        Syscall.chmod(_file, (FilePermissions)0x1B4);
        Assert.That(ConfigFileLoader.Load(_file, Sample.Context).Config, Is.Not.Null);
    }

    [Test]
    public void A_file_in_a_folder_everybody_can_write_is_refused()
    {
        Syscall.chmod(_folder, (FilePermissions)0x1FF);
        Assert.That(Refusal(_file).Fix.English, Is.EqualTo($"chmod go-w {_folder}"));
        Syscall.chmod(_folder, (FilePermissions)0x3FF);
        Assert.That(ConfigFileLoader.Load(_file, Sample.Context).Config, Is.Not.Null, "sticky, as /tmp is");
    }

    [Test]
    public void A_file_of_another_user_is_refused()
    {
        if (Syscall.geteuid() != 0)
            Assert.Ignore("needs root, to give a file away");
        Assert.That(Syscall.chown(_file, 12345, 12345), Is.Zero);
        Assert.That(Refusal(_file).Code, Is.EqualTo(ErrorCode.ConfigUnsafe));
    }

    [Test]
    public void A_link_is_judged_by_what_it_leads_to()
    {
        string link = Path.Combine(_folder, "link.yaml");
        File.CreateSymbolicLink(link, _file);
        Assert.That(ConfigFileLoader.Load(link, Sample.Context).Config, Is.Not.Null);
        Syscall.chmod(_file, (FilePermissions)0x1B6);
        Assert.That(Refusal(link).Code, Is.EqualTo(ErrorCode.ConfigUnsafe));
    }

    [Test]
    public void A_missing_file_comes_with_the_command_that_makes_one()
    {
        KitException refused = Refusal(Path.Combine(_folder, "it's missing.yaml"));
        Assert.That(refused.Code, Is.EqualTo(ErrorCode.ConfigMissing));
        Assert.That(refused.Fix.English, Does.StartWith("agsekit config-gen").And.Contain($"agsekit config-example '{_folder}/it'\\''s missing.yaml'"));
    }

    [Test]
    public void A_pipe_or_a_folder_is_refused_without_waiting()
    {
        string pipe = Path.Combine(_folder, "pipe");
        Assert.That(Syscall.mkfifo(pipe, FilePermissions.S_IRUSR), Is.Zero);
        Assert.That(Refusal(pipe).Code, Is.EqualTo(ErrorCode.ConfigUnsafe));
        Assert.That(Refusal(_folder).Code, Is.EqualTo(ErrorCode.ConfigUnsafe));
    }

    [Test]
    public void A_huge_file_is_not_read_in_full()
    {
        using (FileStream huge = File.OpenWrite(_file))
            huge.SetLength(1L << 40);
        Assert.That(ConfigFileLoader.Load(_file, Sample.Context).Problems.Single().Rule, Is.EqualTo(ConfigRule.TooLarge));
    }

    private static KitException Refusal(string path) => Assert.Throws<KitException>(() => ConfigFileLoader.Load(path, Sample.Context))!;
}
