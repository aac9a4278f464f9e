using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Machines.Bundles;

/// <summary>What a guest's script says while it installs, taken from a guest that may say anything.</summary>
public sealed class BundleReportTests
{
    private readonly Recorder _progress = new();

    [Test]
    public void Steps_and_the_figures_of_apt_become_progress()
    {
        BundleReport report = Heard("@step install podman uidmap", "dlstatus:1:20.5:Downloading", "Get:1 http://deb.example podman", "pmstatus:podman:60.12:Unpacking podman", "@done 4.3.1");
        Assert.That(_progress.Values.Select(value => (value.Doing.English, value.Done, value.Total)), Is.EqualTo(new[]
        {
            ("podman: installing podman uidmap", 0L, 0L), ("podman: installing podman uidmap", 20L, 100L), ("podman: installing podman uidmap", 60L, 100L),
        }));
        Assert.That(report.Verdict, Is.EqualTo(new BundleVerdict("done", "4.3.1", "")));
    }

    [TestCase("@done \e[2J1.0", GuestVersion.Unknown)]
    [TestCase("@done", GuestVersion.Unknown)]
    [TestCase("@there 1:20.20.2-1~deb12u1+b3", "1:20.20.2-1~deb12u1+b3")]
    public void A_version_is_letters_digits_and_little_else(string line, string version) => Assert.That(Heard(line).Verdict!.Word, Is.EqualTo(version));

    [Test]
    public void A_version_without_an_end_is_none() => Assert.That(Heard("@done " + new string('9', 4000)).Verdict!.Word, Is.EqualTo(GuestVersion.Unknown));

    [TestCase("pmstatus:x:NaN:y")]
    [TestCase("pmstatus:x:-5:y")]
    [TestCase("pmstatus:x:1e9:y")]
    [TestCase("pmstatus:x:500:y")]
    [TestCase("dlstatus:")]
    public void Figures_that_can_not_be_are_not_shown(string line)
    {
        Heard(line);
        Assert.That(_progress.Values, Is.Empty);
    }

    [Test]
    public void What_a_hostile_guest_says_gives_the_terminal_no_orders()
    {
        BundleReport report = Heard("@step probe \e]0;owned\a", "\e[31mred\u202e", "@fail \e[2J \e[3J x", new string('x', 100_000));
        KitException error = BundleFailure.Of(InstallSubject.OfBundle("podman"), "box", report);
        string all = string.Concat(_progress.Values.Select(value => value.Doing.English + value.Doing.Russian)) + error.Cause.English + error.What.English + error.Fix.English;
        Assert.That(all.Where(c => char.IsControl(c) && c != '\n'), Is.Empty);
        Assert.That(all, Does.Not.Contain("\u202e"));
        Assert.That(all, Has.Length.LessThan(3000));
    }

    [Test]
    public void Only_the_last_lines_are_kept_without_secrets()
    {
        BundleReport report = Heard([.. Enumerable.Range(1, 50).Select(i => $"line {i} s3cret")]);
        Assert.That(report.LastLines, Is.EqualTo(Enumerable.Range(43, 8).Select(i => $"line {i} hidden")));
    }

    [TestCase("@fail unreachable nodejs.org curl: (6) Could not resolve host: nodejs.org", ErrorCode.SourceUnreachable, "nodejs.org can not be reached from inside the VM: curl: (6) Could not resolve host: nodejs.org")]
    [TestCase("@fail certificate npm.example curl: (60) SSL", ErrorCode.SourceUnreachable, "npm.example shows a certificate that the VM does not trust: curl: (60) SSL")]
    [TestCase("@fail busy", ErrorCode.Busy, "another installation has been at work in this VM for ten minutes")]
    [TestCase("@fail version nodejs:99", ErrorCode.UnknownName, "there is no such version")]
    [TestCase("@fail checksum npm", ErrorCode.BundleFailed, "what was downloaded (npm) is not what its vendor's checksum says; it was thrown away")]
    public void A_failure_is_told_with_its_cause(string line, ErrorCode code, string cause)
    {
        KitException error = BundleFailure.Of(InstallSubject.OfBundle("nodejs:99"), "box", Heard(line));
        Assert.That((error.Code, error.Cause.English), Is.EqualTo((code, cause)));
    }

    [TestCase("@fail package registry.example @vendor/gone", ErrorCode.UnknownName, "registry.example has no package: @vendor/gone")]
    [TestCase("@fail npm", ErrorCode.AgentFailed, "the last lines of what was said in the VM:\n    -")]
    public void What_became_of_an_agent_is_told_in_its_own_words(string line, ErrorCode code, string cause)
    {
        KitException error = BundleFailure.Of(InstallSubject.OfAgent("claude", isPackage: false), "box", Heard(line));
        Assert.That((error.Code, error.What.English, error.Cause.English), Is.EqualTo((code, "the agent 'claude' was not installed in VM 'box'", cause)));
    }

    [Test]
    public void Where_no_mirror_of_packages_helps_the_way_to_another_address_is_told() => Assert.That(
        BundleFailure.Of(InstallSubject.OfAgent("forge", isPackage: false), "box", Heard("@fail unreachable forge.example x")).Fix.English, Does.Contain("--proxychains").And.Contain("agents/NAME.yaml").And.Not.Contain("package_mirrors"));

    [Test]
    public void A_script_that_just_ends_shows_its_last_lines_and_how_to_go_on()
    {
        KitException error = BundleFailure.Of(InstallSubject.OfBundle("podman"), "box", Heard("E: Unable to locate package podman"));
        Assert.That((error.Code, error.Cause.English, error.Fix.English), Is.EqualTo(
            (ErrorCode.BundleFailed, "the last lines of what was said in the VM:\n    E: Unable to locate package podman", "agsekit install-bundle podman box")));
    }

    [Test]
    public void A_full_disk_of_the_guest_is_named() =>
        Assert.That(BundleFailure.Of(InstallSubject.OfBundle("podman"), "box", Heard("tar: write error: No space left on device", "@fail disk")).Code, Is.EqualTo(ErrorCode.NoSpace));

    private BundleReport Heard(params string[] lines)
    {
        var report = new BundleReport("podman", _progress, new PackageMirrors("https://me:s3cret@apt.example/", null, null).Redact);
        foreach (string line in lines)
            report.Add(line);
        return report;
    }

    private sealed class Recorder : IProgress<WorkProgress>
    {
        public List<WorkProgress> Values { get; } = [];

        public void Report(WorkProgress value) => Values.Add(value);
    }
}
