using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Machines.Images;

/// <summary>Images by HTTP, from a server that is as bad as real ones.</summary>
public sealed class ImageDownloadTests
{
    private readonly byte[] _content = new byte[700_001];
    private string _home = "";
    private FileServer _server = null!;

    private string Target => Path.Combine(_home, "part");

    private Checksum Right => Checksum.Sha256(Convert.ToHexStringLower(SHA256.HashData(_content)));

    [SetUp]
    public void Begin()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-download-").FullName;
        _server = new FileServer();
        new Random(7).NextBytes(_content);
        _server.Files["x.img"] = _content;
    }

    [TearDown]
    public void End()
    {
        _server.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    [Test]
    public async Task A_download_that_is_broken_off_again_and_again_goes_on_where_it_was()
    {
        for (int i = 0; i < 6; i++)
            _server.Troubles.Enqueue(new FileServer.Trouble(After: 100_000));
        string sum = await FetchAsync(Right);
        Assert.That(sum, Is.EqualTo(Right.Hex));
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(_content));
        Assert.That(_server.Requests, Is.EqualTo((string[])["x.img", .. Enumerable.Range(1, 6).Select(i => $"x.img from {i * 100_000}")]));
        Assert.That(Directory.GetFiles(_home), Is.EqualTo((string[])[Target]), "nothing else is left");
    }

    [Test]
    public async Task What_an_earlier_process_received_is_gone_on_with()
    {
        using var killed = new CancellationTokenSource();
        _server.Troubles.Enqueue(new FileServer.Trouble(After: 300_000, Stalls: true));
        var seen = new Receiver(progress =>
        {
            if (progress.Done >= 300_000)
                killed.Cancel();
        });
        Assert.That(async () => await NewDownload().FetchAsync(_server.Address("x.img"), Target, Right, seen, killed.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await FetchAsync(Right), Is.EqualTo(Right.Hex));
        Assert.That(_server.Requests, Is.EqualTo((string[])["x.img", "x.img from 300000"]));
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(_content));
    }

    [Test]
    public async Task What_is_whole_already_is_only_checked()
    {
        await FetchAsync(null);
        File.WriteAllText(Target + ".state", _server.Tag);
        Assert.That(await FetchAsync(Right), Is.EqualTo(Right.Hex));
        Assert.That(_server.Requests, Is.EqualTo((string[])["x.img", $"x.img from {_content.Length}"]));
    }

    [TestCase(true, Description = "the server says that it is another file")]
    [TestCase(false, Description = "the server can not send a part")]
    public async Task A_beginning_of_another_file_is_thrown_away(bool knowsRanges)
    {
        File.WriteAllBytes(Target, new byte[200_000]);
        File.WriteAllText(Target + ".state", "\"older\"");
        _server.KnowsRanges = knowsRanges;
        Assert.That(await FetchAsync(Right), Is.EqualTo(Right.Hex));
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(_content));
    }

    [Test]
    public async Task A_beginning_that_only_seems_to_be_of_the_same_file_is_found_out_by_the_sum()
    {
        File.WriteAllBytes(Target, new byte[200_000]);
        File.WriteAllText(Target + ".state", _server.Tag);
        Assert.That(await FetchAsync(Right), Is.EqualTo(Right.Hex));
        Assert.That(_server.Requests, Is.EqualTo((string[])["x.img from 200000", "x.img"]));
    }

    [Test]
    public void A_file_that_is_not_what_it_should_be_is_refused_and_nothing_of_it_stays()
    {
        DownloadException error = Assert.ThrowsAsync<DownloadException>(() => FetchAsync(Checksum.Sha256(new string('0', 64))))!;
        Assert.That(error.IsFinal, Is.True);
        Assert.That(error.Cause.English, Does.Contain(Right.Hex));
        Assert.That(new FileInfo(Target).Length, Is.Zero);
        Assert.That(_server.Requests, Has.Count.EqualTo(1), "asked once: it would be the same again");
    }

    [Test]
    public async Task A_server_that_falls_silent_is_asked_again_and_a_slow_one_is_waited_for()
    {
        _server.Troubles.Enqueue(new FileServer.Trouble(After: 50_000, Stalls: true));
        _server.Pause = TimeSpan.FromMilliseconds(30); // in all longer than the silence that is borne
        Assert.That(await new Download(TransferOf(TimeSpan.FromSeconds(1)), TimeProvider.System) { FirstPause = TimeSpan.FromMilliseconds(1) }
            .FetchAsync(_server.Address("x.img"), Target, Right, NoProgress.Instance, default), Is.EqualTo(Right.Hex));
        Assert.That(_server.Requests, Is.EqualTo((string[])["x.img", "x.img from 50000"]));
    }

    [TestCase("503 Busy", 3, false)]
    [TestCase("503 Busy", 9, true)]
    [TestCase("404 Not Found", 1, true)]
    [TestCase("403 Forbidden\u001b[31m", 1, true)]
    public async Task Errors_that_may_pass_are_waited_out_and_others_are_told_at_once(string status, int times, bool fails)
    {
        for (int i = 0; i < times; i++)
            _server.Troubles.Enqueue(new FileServer.Trouble(Status: status));
        if (!fails)
        {
            Assert.That(await FetchAsync(Right), Is.EqualTo(Right.Hex));
            return;
        }

        DownloadException error = Assert.ThrowsAsync<DownloadException>(() => FetchAsync(Right))!;
        Assert.That(error.Cause.English, Does.Contain(status[..3]).And.Not.Contain("\u001b"));
        Assert.That(_server.Requests, Has.Count.EqualTo(status.StartsWith('5') ? 5 : 1));
    }

    [Test]
    public async Task A_server_that_is_not_there_or_speaks_something_else_is_told_in_words()
    {
        Uri gone = _server.Address("x.img");
        _server.Troubles.Enqueue(new FileServer.Trouble(Status: "nonsense"));
        Assert.That(await FetchAsync(null), Is.EqualTo(Right.Hex), "asked again");
        File.Delete(Target);
        _server.Dispose();
        DownloadException error = Assert.ThrowsAsync<DownloadException>(() => NewDownload().FetchAsync(gone, Target, null, NoProgress.Instance, default))!;
        Assert.That(error.Cause.English, Does.Contain("connect"));
        Assert.That(error.IsFinal, Is.False);
    }

    [Test]
    public async Task A_redirection_is_followed()
    {
        _server.Troubles.Enqueue(new FileServer.Trouble(Status: $"302 Found\r\nLocation: {_server.Address("x.img")}"));
        Assert.That(await NewDownload().FetchAsync(_server.Address("elsewhere"), Target, Right, NoProgress.Instance, default), Is.EqualTo(Right.Hex));
        Assert.That(_server.Requests, Is.EqualTo((string[])["elsewhere", "x.img"]));
    }

    [Test]
    public void Nothing_longer_than_the_limit_is_received()
    {
        var download = new Download(TransferOf(TimeSpan.FromSeconds(30)), TimeProvider.System) { MostBytes = new ByteSize(500_000) };
        Assert.That(async () => await download.FetchAsync(_server.Address("x.img"), Target, null, NoProgress.Instance, default), Throws.TypeOf<DownloadException>().With.Property("IsFinal").True);
        Assert.That(new FileInfo(Target).Length, Is.Zero, "its length was said before");
    }

    [Test]
    public async Task An_image_by_its_address_is_fetched_once_checked_and_kept()
    {
        ImageStore store = await StoreAfterAsync(ImageAsync("x.img"));
        string sum = Convert.ToHexStringLower(SHA256.HashData(_server.Files["x.img"])), name = $"{_server.Address("x.img")}#sha256={sum}";
        BootImage image = await store.EnsureAsync(name, NoProgress.Instance, default);
        Assert.That((image.Format, image.Seeded, image.NeedsUefi), Is.EqualTo(("qcow2", false, false)));
        Assert.That(File.ReadAllBytes(image.Disk), Is.EqualTo(_server.Files["x.img"]));
        Assert.That(File.GetUnixFileMode(image.Disk), Is.EqualTo(UnixFileMode.UserRead));
        Assert.That(await store.EnsureAsync(name, NoProgress.Instance, default), Is.EqualTo(image));
        Assert.That(_server.Requests, Has.Count.EqualTo(1));
        StoredImage stored = store.List().Single();
        Assert.That((stored.Name, stored.Sha256), Is.EqualTo((_server.Address("x.img").AbsoluteUri, sum)));
        KitException other = Assert.ThrowsAsync<KitException>(() => store.EnsureAsync(name[..^1] + (name[^1] == '0' ? '1' : '0'), NoProgress.Instance, default))!;
        Assert.That((other.Code, store.List().Count), Is.EqualTo((ErrorCode.ImageFailed, 1)));
        store.Remove(stored);
        Assert.That(store.List(), Is.Empty);
    }

    [Test]
    public async Task A_downloaded_image_that_leads_to_a_file_of_the_host_is_refused([Values("base", "data")] string how)
    {
        string secret = Path.Combine(_home, "secret");
        File.WriteAllBytes(secret, new byte[1 << 20]);
        ImageStore store = await StoreAfterAsync(ImageAsync("x.img", how == "base" ? ["-F", "raw", "-b", secret] : ["-o", $"data_file={secret}.data,data_file_raw=on"]));
        KitException error = Assert.ThrowsAsync<KitException>(() => store.EnsureAsync($"{_server.Address("x.img")}#sha256={Convert.ToHexStringLower(SHA256.HashData(_server.Files["x.img"]))}", NoProgress.Instance, default))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.ImageFailed));
        Assert.That(error.Cause.English, Does.Contain("another file"));
        Assert.That(store.List(), Is.Empty);
    }

    [Test]
    public async Task A_release_is_checked_against_its_vendors_list_and_renewed_when_there_is_a_newer_one()
    {
        ImageStore store = await StoreAfterAsync(ImageAsync("cloud.img"));
        _server.Files["SHA512SUMS"] = List("cloud.img");
        BootImage first = await store.EnsureAsync("debian:12", NoProgress.Instance, default);
        Assert.That(await store.RenewAsync("debian:12", NoProgress.Instance, default), Is.EqualTo(first), "there is no newer one");
        await ImageAsync("cloud.img", [], "2M");
        Assert.That(() => store.RenewAsync("debian:12", NoProgress.Instance, default), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.ImageFailed), "not in the list");
        _server.Files["SHA512SUMS"] = List("cloud.img");
        Assert.That(await store.EnsureAsync("debian:12", NoProgress.Instance, default), Is.EqualTo(first), "kept until it is asked for");
        BootImage second = await store.RenewAsync("debian:12", NoProgress.Instance, default);
        Assert.That(second.Disk, Is.Not.EqualTo(first.Disk));
        Assert.That(await store.EnsureAsync("debian:12", NoProgress.Instance, default), Is.EqualTo(second));
        Assert.That((store.List().Count, File.Exists(first.Disk)), Is.EqualTo((2, true)), "machines stand on the first");
    }

    [Test]
    public async Task A_list_that_its_vendor_did_not_sign_is_not_believed()
    {
        await ImageAsync("cloud.img");
        _server.Files["SHA512SUMS"] = List("cloud.img");
        string keys = Path.Combine(_home, "keys");
        Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllBytes(Path.Combine(_home, "list"), _server.Files["SHA512SUMS"]);
        await ToolAsync("gpg", "--homedir", keys, "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "vendor", "ed25519", "sign", "never");
        await ToolAsync("gpg", "--homedir", keys, "--batch", "--export", "--output", Path.Combine(_home, "keyring.gpg"));
        await ToolAsync("gpg", "--homedir", keys, "--batch", "--detach-sign", "--output", Path.Combine(_home, "list.gpg"), Path.Combine(_home, "list"));
        await ToolAsync("gpgconf", "--homedir", keys, "--kill", "all");
        _server.Files["SHA512SUMS.gpg"] = File.ReadAllBytes(Path.Combine(_home, "list.gpg"));
        ImageStore store = StoreOf(signed: true);
        Assert.That((await store.EnsureAsync("debian:12", NoProgress.Instance, default)).Format, Is.EqualTo("qcow2"));
        _server.Files["SHA512SUMS"] = [.. _server.Files["SHA512SUMS"], (byte)'\n'];
        KitException error = Assert.ThrowsAsync<KitException>(() => store.RenewAsync("debian:12", NoProgress.Instance, default))!;
        Assert.That(error.Cause.English, Does.Contain("not signed"));
    }

    private async Task<ImageStore> StoreAfterAsync(Task made)
    {
        await made;
        return StoreOf();
    }

    private ImageStore StoreOf(bool signed = false) => new(KitPaths.From(name => name == "AGSEKIT_HOME" ? Path.Combine(_home, "kit") : null, 0), new CommandRunner(TimeProvider.System), TimeProvider.System)
    {
        Catalog = (_, _) => new ReleaseImage("debian-12-amd64", _server.Address(""), "cloud.img", "SHA512SUMS") { Signature = signed ? "SHA512SUMS.gpg" : null, Keyrings = [Path.Combine(_home, "keyring.gpg")] },
    };

    private byte[] List(string file) => Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(SHA512.HashData(_server.Files[file]))}  {file}\n");

    private async Task ImageAsync(string name, string[]? options = null, string size = "1M")
    {
        string file = Path.Combine(_home, "made.qcow2");
        await ToolAsync("qemu-img", ["create", "-q", "-f", "qcow2", .. options ?? [], file, size]);
        _server.Files[name] = File.ReadAllBytes(file);
        File.Delete(file);
    }

    private static async Task ToolAsync(string program, params string[] arguments)
    {
        CommandResult result = await new CommandRunner(TimeProvider.System).RunAsync(CommandSpec.Of(program, arguments), default, TimeSpan.FromMinutes(1), null, default);
        Assert.That(result.Succeeded, Is.True, result.ErrorText);
    }

    private static HttpTransfer TransferOf(TimeSpan silence) => new() { Silence = silence };

    private static Download NewDownload() => new(TransferOf(TimeSpan.FromSeconds(30)), TimeProvider.System) { FirstPause = TimeSpan.FromMilliseconds(1) };

    private Task<string> FetchAsync(Checksum? expected) => NewDownload().FetchAsync(_server.Address("x.img"), Target, expected, NoProgress.Instance, default);

    private sealed class Receiver(Action<WorkProgress> receive) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => receive(value);
    }
}
