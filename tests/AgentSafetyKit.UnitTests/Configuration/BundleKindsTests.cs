using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed class BundleKindsTests
{
    [TestCase("python", "python", "")]
    [TestCase("python:3", "python", "3")]
    [TestCase("python:3.12.4", "python", "3.12.4")]
    [TestCase("nodejs:22", "nodejs", "22")]
    [TestCase("podman", "podman", "")]
    public void A_bundle_is_a_name_or_a_name_and_a_version(string text, string name, string version)
    {
        Assert.That(BundleKinds.Require(text), Is.EqualTo(new Bundle(name, version)));
        Assert.That(BundleKinds.Require(text).ToString(), Is.EqualTo(text));
    }

    [TestCase("pyhton", "agsekit install-bundle python")]
    [TestCase("pyhton:3.12", "agsekit install-bundle python:3.12")]
    [TestCase("node-js", "agsekit install-bundle nodejs")]
    [TestCase("goland", "agsekit install-bundle golang")]
    [TestCase("rust:1.80", "agsekit install-bundle rust")]
    [TestCase("dokcer:1; rm -rf /", "agsekit install-bundle docker")]
    [TestCase("kubernetes", "agsekit list-bundles")]
    [TestCase("", "agsekit list-bundles")]
    public void What_is_none_is_refused_with_the_nearest_that_is(string text, string fix)
    {
        KitException error = Assert.Throws<KitException>(() => BundleKinds.Require(text));
        Assert.That((error.Code, error.Fix.English), Is.EqualTo((ErrorCode.UnknownName, fix)));
    }

    [TestCase("python:")]
    [TestCase("python:3.x")]
    [TestCase("python:-1")]
    [TestCase("python:3..1")]
    [TestCase("python:3.12.4.5")]
    [TestCase("python:../../x")]
    [TestCase("python:3;id")]
    [TestCase("python:3\n4")]
    [TestCase("nodejs:lts/*")]
    public void A_version_is_digits_and_dots(string text) => Assert.That(BundleKinds.Find(text), Is.Null);

    [Test]
    public void The_configuration_names_an_unknown_bundle_and_the_nearest_one()
    {
        Assert.That(
            Sample.Read("vms:\n  a: {cpu: 1, ram: 1G, disk: 8G, install: [python, nodejss:20]}\n").Problems.Select(problem => (problem.Path, problem.Message.English, problem.Suggestion)),
            Is.EqualTo(new[]
            {
                ("vms.a.install[1]", "'nodejss:20' is not one of the bundles python, nodejs, rust, golang, docker, podman, pyenv, nvm; did you mean 'nodejs:20'?", "nodejs:20"),
            }));
    }

    [Test]
    public void Bundles_for_a_machine_without_a_network_are_an_error() => Assert.That(
        Sample.Read("vms:\n  a: {cpu: 1, ram: 1G, disk: 8G, provider: qemu, network: none, install: [python]}\n").Problems.Select(problem => (problem.Path, problem.Rule)),
        Is.EqualTo(new[] { ("vms.a.install", ConfigRule.Conflict) }));

    [Test]
    public void The_configuration_gives_bundles_certificates_and_mirrors()
    {
        MachineSettings machine = Sample.Config(
            "vms:\n  a: {cpu: 1, ram: 1G, disk: 8G, install: [python, \"nodejs:20\", python], ca_certificates: [/etc/ca.pem], package_mirrors: {npm: \"https://u:p@npm.example/\"}}\n").Machines[0];
        Assert.That(machine.Install, Is.EqualTo(new[] { new Bundle("python", ""), new Bundle("nodejs", "20") }));
        Assert.That(machine.CertificateFiles, Is.EqualTo(new[] { "/etc/ca.pem" }));
        Assert.That(machine.Mirrors, Is.EqualTo(new PackageMirrors(null, "https://u:p@npm.example/", null)));
    }
}
