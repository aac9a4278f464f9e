using AgentSafetyKit.Configuration;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;
using AgentSafetyKit.UnitTests.Configuration;

namespace AgentSafetyKit.UnitTests.Diagnostics;

/// <summary>What doctor finds on the computer: each thing is broken first.</summary>
public sealed class HealthFindingsTests
{
    private string _home = "";
    private KitPaths _paths = null!;

    [SetUp]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        _paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0);
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, true);

    [TestCase("8192\n", HealthLevel.Warning, "only 8192 folders")]
    [TestCase("524288\n", HealthLevel.Passed, "524288 folders can be watched")]
    public async Task A_low_limit_of_watches_is_found(string limit, HealthLevel level, string words)
    {
        File.WriteAllText(Path.Combine(_home, "max_user_watches"), limit);
        HealthFinding found = await One(new WatchHealth(_home));
        Assert.That(found.Level, Is.EqualTo(level));
        Assert.That(found.What.English, Does.Contain(words));
        Assert.That(found.Fix.English.Contains("fs.inotify.max_user_watches=524288"), Is.EqualTo(level == HealthLevel.Warning));
    }

    [TestCase(4L << 30, HealthLevel.Warning)]
    [TestCase(100L << 20, HealthLevel.Failed)]
    [TestCase(6L << 30, HealthLevel.Passed)]
    public async Task A_disk_that_is_nearly_full_is_found(long free, HealthLevel level)
    {
        HealthFinding found = await One(new FolderHealth(_paths, _ => free));
        Assert.That((found.Level, found.What.English.Contains("are free for the disks of VMs")), Is.EqualTo((level, level != HealthLevel.Passed)));
        if (level != HealthLevel.Passed)
            Assert.That(found.Cause.English, Is.EqualTo($"the disk of {_paths.DataFolder} is nearly full"));
    }

    [TestCase("/proc/agsekit", "in /proc no folder can be made")]
    [TestCase("/etc/passwd/agsekit", "/etc/passwd is no folder")]
    public async Task A_home_that_can_not_be_made_is_no_full_disk(string home, string cause)
    {
        HealthFinding found = await One(new FolderHealth(KitPaths.From(name => name == "AGSEKIT_HOME" ? home : null, 0), _ => 0));
        Assert.That((found.Level, found.Cause.English, found.Fix.English), Is.EqualTo((HealthLevel.Failed, cause, "set AGSEKIT_HOME, or HOME, to a folder of your own")));
    }

    [Test]
    public async Task A_folder_that_others_may_enter_is_found_and_closed()
    {
        PrivateFolder.Ensure(_paths.StateFolder);
        File.SetUnixFileMode(_paths.StateFolder, (UnixFileMode)0x1ED);
        var check = new FolderHealth(_paths, _ => null);
        HealthFinding found = await One(check);
        Assert.That((found.Level, found.What.English, found.Fix.English), Is.EqualTo((HealthLevel.Failed, $"others can enter {_paths.StateFolder}", $"chmod 700 {_paths.StateFolder}")));
        await found.Repair!(default);
        Assert.That(((await One(check)).Level, File.GetUnixFileMode(_paths.StateFolder)), Is.EqualTo((HealthLevel.Passed, (UnixFileMode)0x1C0)));
    }

    [Test]
    public async Task A_key_that_is_gone_is_found_where_VMs_know_it()
    {
        var keys = new SshKeys(_paths, new CommandRunner(TimeProvider.System));
        Assert.That((await One(new KeyHealth(keys, []))).Level, Is.EqualTo(HealthLevel.Passed));
        HealthFinding found = await One(new KeyHealth(keys, ["one", "two"]));
        Assert.That((found.Level, found.What.English, found.Cause.English), Is.EqualTo((HealthLevel.Failed, $"the key {keys.IdentityFile} is gone", "without it nobody gets into: one, two")));
        Assert.That(found.Repair, Is.Null, "nobody can make the same key again");
        Assert.That(found.Fix.English, Does.Contain("agsekit create-vm"));
    }

    [Test]
    public async Task Refusals_missing_programs_and_Multipass_are_told()
    {
        var refusal = new KitException(ErrorCode.EngineUnavailable, new Text("Multipass is not there", "нет Multipass"), new Text("it is asked for", "он указан"), new Text("sudo snap install multipass", "sudo snap install multipass"));
        var state = new HostState([("one", new EngineDecision(true, new Text("it is here", "он есть"))), ("two", new EngineDecision(false, Text.None))], [refusal], ["qemu-img"]);
        IReadOnlyList<HealthFinding> found = await new ToolHealth(_ => Task.FromResult(state), _ => throw new InvalidOperationException("nothing to probe")).LookAsync(default);
        Assert.That(found.Select(one => (one.Level, one.What.English)).Take(2), Is.EqualTo(new[] { (HealthLevel.Failed, "Multipass is not there"), (HealthLevel.Passed, "Multipass for 'one': it is here") }));
        Assert.That((found.Count, found[2].Level, found[2].Fix.English.StartsWith("sudo apt-get install qemu-utils")), Is.EqualTo((3, HealthLevel.Failed, true)));
        Assert.That(found[0].Fix.English, Is.EqualTo("sudo snap install multipass"));
    }

    [Test]
    public async Task VMs_that_are_emulated_are_a_warning_with_its_cause()
    {
        var state = new HostState([("one", new EngineDecision(false, Text.None))], [], []);
        var probe = new AcceleratorProbe(_paths, new CommandRunner(TimeProvider.System)) { Device = Path.Combine(_home, "kvm") };
        HealthFinding found = (await new ToolHealth(_ => Task.FromResult(state), stop => probe.FindAsync(System.Runtime.InteropServices.Architecture.X64, stop)).LookAsync(default))[^1];
        Assert.That((found.Level, found.What.English, found.Cause.English), Is.EqualTo((HealthLevel.Warning, "the VMs are emulated: five to ten times slower", $"{_home}/kvm is missing")));
        Assert.That(found.Fix.English, Does.Contain("switch virtualisation on"));
        found = (await new ToolHealth(_ => Task.FromResult(state), _ => Task.FromResult((Accelerator.Kvm, Text.None))).LookAsync(default))[^1];
        Assert.That(found.Level, Is.EqualTo(HealthLevel.Passed));
    }

    [Test]
    public async Task A_folder_mounted_twice_by_different_rules_is_found()
    {
        string outer = Path.Combine(_home, "work"), inner = Path.Combine(outer, "inner");
        Directory.CreateDirectory(inner);
        string text = $"{Sample.Machine}mounts:\n  - {{source: {outer}, backup: {_home}/b1}}\n  - {{source: {inner}, backup: {_home}/b2RULES}}\n";
        Assert.That(await Twice(text.Replace("RULES", "")), Is.Empty, "by the same rules it is nobody's trouble");
        HealthFinding found = (await Twice(text.Replace("RULES", ", read_only: true"))).Single();
        Assert.That((found.Level, found.What.English), Is.EqualTo((HealthLevel.Warning, $"{inner} is mounted twice in VM 'main', by different rules")));
        Assert.That(found.Fix.English, Does.StartWith("give both the same"));
    }

    [Test]
    public async Task A_configuration_that_is_missing_or_has_something_without_effect_is_a_warning()
    {
        string file = Path.Combine(_home, "config.yaml");
        HealthFinding found = await One(new ConfigHealth(file, Sample.Context));
        Assert.That((found.Level, found.Cause.English), Is.EqualTo((HealthLevel.Warning, "nothing is set up yet")));
        Assert.That(found.Fix.English, Does.Contain("agsekit run claude"));
        File.WriteAllText(file, Sample.Machine);
        File.SetUnixFileMode(file, (UnixFileMode)0x180);
        Assert.That((await One(new ConfigHealth(file, Sample.Context))).Level, Is.EqualTo(HealthLevel.Passed));
        found = await One(new ConfigHealth(file, Sample.Context with { HostMemory = ByteSize.FromGibibytes(2) }));
        Assert.That((found.Level, found.What.English), Is.EqualTo((HealthLevel.Warning, "line 4: vms.main.ram")));
        Assert.That(found.Cause.English, Does.Contain("is more than the").And.Contain("this computer has"));
    }

    [Test]
    public async Task A_configuration_that_others_may_change_is_found_and_closed()
    {
        string file = Path.Combine(_home, "config.yaml");
        File.WriteAllText(file, Sample.Machine);
        File.SetUnixFileMode(file, (UnixFileMode)0x1B6);
        var check = new ConfigHealth(file, Sample.Context);
        HealthFinding found = await One(check);
        Assert.That((found.Level, found.Fix.English), Is.EqualTo((HealthLevel.Failed, $"chmod go-w {file}")));
        await found.Repair!(default);
        Assert.That((await One(check)).Level, Is.EqualTo(HealthLevel.Passed));
    }

    [TestCase("mounts/0123.json", "{\"Source\": ")]
    [TestCase("mounts/abc.json", "{}")]
    [TestCase("runs/x.json", "{\"id\":5}")]
    [TestCase("runs/x.json", "null")]
    [TestCase("runs/20260101-100000-1a2b.json", "")]
    [TestCase("runs/ended/20260101-100000-1a2b.json", "[]")]
    public async Task A_record_that_can_not_be_read_is_found(string name, string content)
    {
        string file = Path.Combine(_paths.StateFolder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, """{"id": "a", "source": "/a", "target": "/a", "machine": "m", "agent": "a", "folder": "/a", "startedAt": "2026-01-01T00:00:00Z"}""");
        var check = new RecordHealth(_paths);
        Assert.That((await One(check)).Level, Is.EqualTo(HealthLevel.Passed));
        File.WriteAllText(file, content);
        HealthFinding found = await One(check);
        Assert.That((found.Level, found.What.English, found.Fix.English), Is.EqualTo((HealthLevel.Failed, $"the record {file} can not be read", $"mv {file} {file}.damaged")));
        File.Move(file, file + ".damaged");
        Assert.That((await One(check)).Level, Is.EqualTo(HealthLevel.Passed), "as the fix says");
    }

    [Test]
    public async Task The_program_that_sends_webhooks_is_missed_only_where_there_are_any()
    {
        KitConfig config = Sample.Config("api: {webhooks: [{url: 'http://127.0.0.1:9000/', secret_from: {env: KEY}}]}\n");
        HealthFinding found = await One(new WebhookHealth(config, _ => null));
        Assert.That((found.Level, found.What.English, found.Fix.English), Is.EqualTo((HealthLevel.Failed, "the program 'curl' is needed", "sudo apt-get install curl")));
        Assert.That((await One(new WebhookHealth(config, name => "/usr/bin/" + name))).Level, Is.EqualTo(HealthLevel.Passed));
        Assert.That(await new WebhookHealth(Sample.Config("vms: {}\n"), _ => null).LookAsync(default), Is.Empty);
    }

    private static async Task<HealthFinding> One(IHealthCheck check) => (await check.LookAsync(CancellationToken.None)).Single();

    private async Task<IEnumerable<HealthFinding>> Twice(string config)
    {
        var rules = new FolderRules("/home/anna", _paths, () => [], (_, _) => false);
        return (await new MountHealth(Sample.Config(config), rules, []).LookAsync(default)).Where(one => one.What.English.Contains("twice"));
    }
}
