using AgentSafetyKit.Errors;
using AgentSafetyKit.Storage;
using Mono.Unix.Native;

namespace AgentSafetyKit.UnitTests.Storage;

public sealed class PrivateFolderTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void It_is_made_with_all_above_it_and_all_of_it_is_private()
    {
        string path = _folder.At("a/b/c");

        Assert.That(PrivateFolder.Ensure(path), Is.EqualTo(path));
        Assert.That(PrivateFolder.Ensure(path + "/"), Is.EqualTo(path + "/"), "twice is once");

        Assert.That(new[] { "a", "a/b", "a/b/c" }.Select(name => File.GetUnixFileMode(_folder.At(name))), Is.All.EqualTo(OwnerOnly));
    }

    [Test]
    public void One_that_others_may_enter_is_closed()
    {
        string path = Directory.CreateDirectory(_folder.At("open")).FullName;
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherExecute);

        PrivateFolder.Ensure(path);

        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(OwnerOnly));
    }

    [Test]
    public void A_symbolic_link_or_a_file_in_its_place_is_refused()
    {
        string target = Directory.CreateDirectory(_folder.At("target")).FullName;
        File.SetUnixFileMode(target, OwnerOnly | UnixFileMode.OtherRead);
        Directory.CreateSymbolicLink(_folder.At("link"), target);
        File.CreateSymbolicLink(_folder.At("dangling"), _folder.At("nowhere"));
        File.WriteAllText(_folder.At("file"), "");

        Assert.Multiple(() =>
        {
            Assert.That(CodeOf("link"), Is.EqualTo(ErrorCode.PermissionDenied));
            Assert.That(CodeOf("dangling"), Is.EqualTo(ErrorCode.PermissionDenied));
            Assert.That(CodeOf("file"), Is.EqualTo(ErrorCode.PermissionDenied));
            Assert.That(CodeOf("file/below"), Is.EqualTo(ErrorCode.PermissionDenied));
            Assert.That(File.GetUnixFileMode(target), Is.EqualTo(OwnerOnly | UnixFileMode.OtherRead), "not followed");
            Assert.That(Path.Exists(_folder.At("nowhere")), Is.False, "not made through the link");
        });
    }

    [Test]
    public void Somebody_elses_folder_is_refused_even_by_root()
    {
        string path = Directory.CreateDirectory(_folder.At("foreign")).FullName;
        if (Syscall.geteuid() != 0)
            path = "/";
        else
            Assert.That(Syscall.chown(path, 65534, 65534), Is.Zero);

        KitException error = Assert.Throws<KitException>(() => PrivateFolder.Ensure(path))!;

        Assert.That(error.Code, Is.EqualTo(ErrorCode.PermissionDenied));
        Assert.That(error.Fix.Russian, Does.Contain("AGSEKIT_HOME"));
    }

    [Test]
    public void Where_nothing_can_be_made_the_error_says_where() =>
        Assert.That(Assert.Throws<KitException>(() => PrivateFolder.Ensure("/proc/agsekit/a"))!.Cause.English, Does.StartWith("/proc/agsekit: ").And.Contain("(E"));

    [Test]
    public void Many_at_once_all_get_it()
    {
        string path = _folder.At("x/y/z");

        Assert.DoesNotThrow(() => Parallel.For(0, 50, _ => PrivateFolder.Ensure(path)));
    }

    private ErrorCode CodeOf(string name) => Assert.Throws<KitException>(() => PrivateFolder.Ensure(_folder.At(name)))!.Code;
}
