using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Machines.Images;

public sealed class ImageStoreTests
{
    private string _home = "";
    private KitPaths _paths = null!;
    private ImageStore _store = null!;

    [SetUp]
    public void Begin()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-images-").FullName;
        _paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0);
        _store = new ImageStore(_paths, new CommandRunner(TimeProvider.System), TimeProvider.System);
    }

    [TearDown]
    public void End() => Directory.Delete(_home, recursive: true);

    [Test]
    public void A_file_that_is_not_there_is_said_so()
    {
        KitException error = Assert.ThrowsAsync<KitException>(() => _store.EnsureAsync($"file://{_home}/none.img", NoProgress.Instance, default))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.ImageFailed));
        Assert.That(error.Cause.English, Does.Contain("none.img"));
    }

    [Test]
    public async Task A_file_is_taken_as_it_is_unless_it_leads_to_another()
    {
        var runner = new CommandRunner(TimeProvider.System);
        string plain = Path.Combine(_home, "plain.qcow2"), leads = Path.Combine(_home, "leads.qcow2");
        await runner.RunAsync(CommandSpec.Of("qemu-img", "create", "-q", "-f", "qcow2", plain, "1M"), default, TimeSpan.FromMinutes(1), null, default);
        await runner.RunAsync(CommandSpec.Of("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", plain, leads), default, TimeSpan.FromMinutes(1), null, default);
        Assert.That(await _store.EnsureAsync($"file://{plain}", NoProgress.Instance, default), Is.EqualTo(new BootImage(plain, "qcow2", null, null, Seeded: false)));
        Assert.That(Assert.ThrowsAsync<KitException>(() => _store.EnsureAsync($"file://{leads}", NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.ImageFailed));
    }

    [Test, Category("VM")]
    public void A_release_that_is_not_there_leaves_nothing_and_names_the_mirror()
    {
        RequireBuilds();
        KitException error = Assert.ThrowsAsync<KitException>(() => _store.EnsureAsync("build:debian:nosuchrelease", NoProgress.Instance, default))!;
        TestContext.Progress.WriteLine($"{error.Cause.English}\n{error.Fix.English}");
        Assert.That(error.Code, Is.EqualTo(ErrorCode.ImageFailed));
        Assert.That(error.Fix.English, Does.Contain(HostMirror.Find().Archive));
        Assert.That(Directory.GetFileSystemEntries(_paths.ImagesFolder), Is.Empty);
    }

    [Test, Category("VM")]
    public void A_build_that_is_given_up_leaves_nothing_and_no_mount()
    {
        RequireBuilds();
        using var later = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.That(async () => await _store.EnsureAsync(ImageName.Default, NoProgress.Instance, later.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFileSystemEntries(_paths.ImagesFolder), Is.Empty);
        Assert.That(File.ReadAllText("/proc/self/mountinfo"), Does.Not.Contain(_home));
    }

    private static void RequireBuilds()
    {
        if (Environment.GetEnvironmentVariable("AGSEKIT_TEST_VM") != "1")
            Assert.Ignore("images are built only where AGSEKIT_TEST_VM=1 is set");
    }
}
