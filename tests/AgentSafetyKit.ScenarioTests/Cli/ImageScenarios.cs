using System.Security.Cryptography;
using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;
using AgentSafetyKit.UnitTests.Machines.Images;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>Images from a server, by the published executable.</summary>
[Parallelizable]
internal sealed class ImageScenarios : Scenario
{
    private FileServer _server = null!;

    private string Parts => Path.Combine(Home, "cache/images/downloads");

    private string Name => $"{_server.Address("disk.img")}#sha256={Convert.ToHexStringLower(SHA256.HashData(_server.Files["disk.img"]))}";

    [SetUp]
    public void BeginServing()
    {
        _server = new FileServer();
        Shell("qemu-img create -q -f raw plain 24M && head -c 20M /dev/urandom | dd of=plain conv=notrunc status=none && qemu-img convert -O qcow2 plain disk.img");
        _server.Files["disk.img"] = File.ReadAllBytes(Path.Combine(Project, "disk.img"));
    }

    [TearDown]
    public void EndServing() => _server.Dispose();

    [Test]
    public void A_killed_download_is_gone_on_with_listed_and_removed()
    {
        _server.Pause = TimeSpan.FromMilliseconds(2);
        string log = Path.Combine(Root, "log");
        ChildProcess first = Kit.Start(log, "image", "pull", Name);
        Assert.That(SpinWait.SpinUntil(() => Directory.Exists(Parts) && new DirectoryInfo(Parts).EnumerateFiles("*.part").Any(file => file.Length > 1 << 20) || first.HasExited, TimeSpan.FromSeconds(60)), Is.True);
        first.Send(Signal.Kill);
        first.Exit.GetAwaiter().GetResult();
        _server.Pause = TimeSpan.Zero;
        Assert.That(Json(Kit.Run("image", "list", "--json")).GetProperty("images").GetArrayLength(), Is.Zero, "half an image is none");
        CommandResult second = Kit.Run("image", "pull", Name);
        Assert.That(second.OutputText, Does.Match("^web-[0-9a-f]{12}-[0-9a-f]{12} is ready\\.\n$"));
        Assert.That(_server.Requests, Has.Count.EqualTo(2));
        Assert.That(_server.Requests[1], Does.StartWith("disk.img from "));
        Assert.That(Kit.Run("image", "pull", Name).OutputText, Does.EndWith("is here already, and there is no newer one.\n"));

        JsonElement image = Json(Kit.Run("image", "list", "--json")).GetProperty("images")[0];
        Assert.That(image.GetProperty("sha256").GetString(), Is.EqualTo(Name[^64..]));
        Assert.That(Kit.Run("image", "list").OutputText, Does.Contain(_server.Address("disk.img").AbsoluteUri));
        string id = image.GetProperty("id").GetString()!;
        Assert.That(Kit.Run("image", "rm", id, "--dry-run").OutputText, Does.StartWith($"{id} would go, "));
        Assert.That(Kit.Run("image", "rm", id).OutputText, Does.StartWith($"Removed {id}, "));
        Assert.That(Kit.Run("image", "rm", id).ExitCode, Is.Not.Zero);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(Home, "cache/images")).Select(Path.GetFileName), Is.EqualTo((string[])["downloads"]));
        Assert.That(Directory.EnumerateFileSystemEntries(Parts), Is.Empty);
    }

    [Test]
    public void An_image_that_is_not_what_it_should_be_or_not_there_is_told_with_what_to_do()
    {
        string wrong = Name[..^4] + "0000";
        CommandResult lied = Kit.Run("image", "pull", wrong);
        Assert.That(lied.ErrorText, Does.Contain("SHA256").And.Contain("check the address and the checksum"));
        Assert.That(lied.ExitCode, Is.Not.Zero);
        Assert.That(Directory.EnumerateFiles(Parts, "*.part"), Is.Empty);
        CommandResult missing = Kit.Run("image", "pull", Name.Replace("disk.img", "other.img", StringComparison.Ordinal));
        Assert.That(missing.ErrorText, Does.Contain("404"));
        CommandResult open = Kit.Run("image", "pull", _server.Address("disk.img").AbsoluteUri);
        Assert.That(open.ErrorText, Does.Contain("#sha256="));
        CommandResult unknown = Kit.Run("image", "pull", "ubuntu:1.0");
        Assert.That(unknown.ErrorText, Does.Contain("ubuntu:24.04"));
    }
}
