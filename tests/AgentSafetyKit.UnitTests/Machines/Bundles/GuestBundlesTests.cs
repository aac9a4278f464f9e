using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Machines.Bundles;

public sealed class GuestBundlesTests
{
    [Test]
    public void Every_bundle_has_its_scripts()
    {
        foreach (string name in BundleKinds.Names)
            Assert.That(GuestBundles.Scripts(name).Select(part => GuestScript.Read("bundles/" + part)), Is.All.Not.Empty, name);
    }

    [Test]
    public void What_the_guest_lists_is_taken_only_where_it_makes_sense()
    {
        IReadOnlyList<InstalledBundle> listed = GuestBundles.Read(
            "podman 4.3.1\nnodejs:22 22.11.0\npython \e[2Jevil\nevil 1.0\n../../x 1\npodman 9.9.9\nnodejs 18.20.4\nrust:1 1.80\n" + new string('x', 50_000) + " 1\npython:3.12\n");
        Assert.That(listed.Select(one => (one.Bundle.ToString(), one.Version)), Is.EqualTo(new[]
        {
            ("python", GuestVersion.Unknown), ("nodejs", "18.20.4"), ("nodejs:22", "22.11.0"), ("podman", "4.3.1"),
        }));
    }

    [Test]
    public void A_guest_without_bundles_lists_none() => Assert.That(GuestBundles.Read(""), Is.Empty);

    [Test]
    public void A_guest_that_lists_without_end_is_cut_short() =>
        Assert.That(GuestBundles.Read(string.Concat(Enumerable.Range(1, 5000).Select(i => $"python:{i} 3.{i}\n"))), Has.Count.EqualTo(100));

    [Test]
    public void Of_a_file_only_its_certificates_go_to_the_guest()
    {
        const string certificate = "-----BEGIN CERTIFICATE-----\nAAAA+/==\nBBBB\n-----END CERTIFICATE-----\n";
        string file = "subject=company\n" + certificate.Replace("\n", "\r\n", StringComparison.Ordinal) + "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n"
            + "-----BEGIN CERTIFICATE-----\n$(id)\n-----END CERTIFICATE-----\n" + certificate + "-----BEGIN CERTIFICATE-----\nhalf";
        Assert.That(GuestSources.CertificatesOf(file), Is.EqualTo(new[] { certificate, certificate }));
    }
}
