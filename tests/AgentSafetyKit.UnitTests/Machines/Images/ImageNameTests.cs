using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Images;

namespace AgentSafetyKit.UnitTests.Machines.Images;

public sealed class ImageNameTests
{
    private const string Sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [TestCase("build:debian:bookworm", ImageKind.Built, "bookworm", null)]
    [TestCase("file:///images/x.qcow2", ImageKind.File, "/images/x.qcow2", null)]
    [TestCase("ubuntu:24.04", ImageKind.Release, "ubuntu:24.04", null)]
    [TestCase("debian:12", ImageKind.Release, "debian:12", null)]
    [TestCase("https://example.org/x.img", ImageKind.Address, "https://example.org/x.img", null)]
    [TestCase("https://example.org/x.img?a=b#sha256=" + Sum, ImageKind.Address, "https://example.org/x.img?a=b", Sum)]
    [TestCase("http://[::1]:8080/x.img#sha256=" + Sum, ImageKind.Address, "http://[::1]:8080/x.img", Sum)]
    public void Names_that_work(string name, ImageKind kind, string value, string? checksum) => Assert.That(ImageName.Parse(name), Is.EqualTo(new ImageName(kind, value, checksum)));

    [TestCase("ubuntu:99.04")]
    [TestCase("build:debian:../../etc")]
    [TestCase("build:debian:book\nworm")]
    [TestCase("build:debian:bookworm\n")]
    [TestCase("file://relative")]
    [TestCase("https://example.org/x.img#sha256=beef")]
    [TestCase("https://user:word@example.org/x.img", Description = "a password in a file of settings, and on the screen")]
    [TestCase("ftp://example.org/x.img")]
    public void Names_that_do_not_work_say_what_does(string name)
    {
        KitException error = Assert.Throws<KitException>(() => ImageName.Parse(name))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.ImageFailed));
        Assert.That(error.Fix.English, Does.Contain("build:debian:bookworm").And.Contain("ubuntu:24.04"));
        Assert.That(error.What.English, Does.Not.Contain("\n"));
    }

    [Test]
    public void What_comes_by_http_has_to_be_told_by_its_checksum() =>
        Assert.That(() => ImageName.Parse("http://example.org/x.img"), Throws.TypeOf<KitException>().With.Property("Fix").Property("English").Contain("#sha256="));

    [Test]
    public void Every_release_of_the_catalog_has_an_image_for_both_architectures([Values("amd64", "arm64")] string architecture)
    {
        foreach (string name in ImageCatalog.Names)
        {
            ReleaseImage release = ImageCatalog.Find(name, architecture)!;
            Assert.That(release.Folder.Scheme, Is.EqualTo("https"));
            Assert.That(release.Folder.AbsoluteUri, Does.EndWith("/"));
            Assert.That((release.File.Contains(architecture, StringComparison.Ordinal), release.Key.EndsWith(architecture, StringComparison.Ordinal)), Is.EqualTo((true, true)));
        }
    }

    [TestCase(Sum + " *x.img\n", "x.img", Sum)]
    [TestCase("junk\n" + Sum + "  x.img\n", "x.img", Sum)]
    [TestCase(Sum + " *other.img\n", "x.img", null)]
    [TestCase(Sum + " *x.img.sig\n", "x.img", null)]
    [TestCase("x.img\n", "x.img", null)]
    [TestCase("gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg *x.img\n", "x.img", null)]
    public void A_list_of_checksums_is_read_as_its_tools_write_it(string list, string file, string? expected) => Assert.That(Checksum.Find(list, file)?.Hex, Is.EqualTo(expected));
}
