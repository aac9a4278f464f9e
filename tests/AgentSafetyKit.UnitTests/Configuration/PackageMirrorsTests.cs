using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed class PackageMirrorsTests
{
    private const string Password = "canary-7f3a";
    private static readonly string WithMirror = $"vms:\n  a: {{cpu: 1, ram: 1G, disk: 8G, package_mirrors: {{apt: \"https://me:{Password}@apt.example/debian\"}}}}\n";

    [Test]
    public void A_password_in_an_address_is_not_shown()
    {
        KitConfig config = Sample.Config(WithMirror);
        string[] shown = [ConfigWriter.ToYaml(config, Language.English), ConfigWriter.ToJson(config), config.Machines[0].ToString(), config.Machines[0].Mirrors.ToString()];
        Assert.That(shown, Has.All.Not.Contain(Password));
        Assert.That(shown[0], Does.Contain("https://hidden@apt.example/debian"));
    }

    [Test]
    public void What_is_shown_can_be_read_back() =>
        Assert.That(Sample.Read(ConfigWriter.ToYaml(Sample.Config(WithMirror), Language.English)).Errors, Is.Empty);

    [TestCase("https://apt.example/debian", "https://apt.example/debian")]
    [TestCase("https://token@apt.example/debian", "https://hidden@apt.example/debian")]
    [TestCase("http://a:b@c@apt.example", "http://hidden@apt.example")]
    [TestCase("https://apt.example/@scope/x", "https://apt.example/@scope/x")]
    public void Only_the_name_and_the_password_are_hidden(string address, string shown) => Assert.That(PackageMirrors.Shown(address), Is.EqualTo(shown));

    [TestCase("E: Failed to fetch https://me:s3cret@apt.example/x  401", "E: Failed to fetch https://hidden@apt.example/x  401")]
    [TestCase("user me, password s3cret", "user me, password hidden")]
    [TestCase("nothing of it", "nothing of it")]
    public void A_password_is_taken_out_of_what_the_guest_says(string said, string shown) =>
        Assert.That(new PackageMirrors("https://me:s3cret@apt.example/debian", null, null).Redact(said), Is.EqualTo(shown));

    [TestCase("ftp://apt.example/debian")]
    [TestCase("https://apt.example/debian main\\ndeb http://evil.example x y")]
    [TestCase("https://apt.example/\\\"x")]
    [TestCase("https://apt.example/ x")]
    [TestCase("apt.example")]
    public void What_could_be_more_than_an_address_is_refused_without_being_shown(string address)
    {
        IReadOnlyList<ConfigProblem> problems = [.. Sample.Read($"vms:\n  a: {{cpu: 1, ram: 1G, disk: 8G, package_mirrors: {{apt: \"{address}\"}}}}\n").Problems];
        Assert.That(problems.Select(problem => problem.Path), Is.EqualTo(new[] { "vms.a.package_mirrors.apt" }));
        Assert.That(problems[0].Message.English, Does.Not.Contain("evil").And.Not.Contain("debian main"));
    }
}
