using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Machines.Images;

public sealed class ImageRecipeTests
{
    [Test]
    public void The_key_names_release_architecture_and_content_but_not_who_builds_where()
    {
        var recipe = new ImageRecipe("bookworm", "amd64");
        Assert.That(recipe.Key, Does.Match("^debian-bookworm-amd64-[0-9a-f]{16}$"));
        Assert.That(new ImageRecipe("bookworm", "amd64").Key, Is.EqualTo(recipe.Key));
        Assert.That(new ImageRecipe("trixie", "amd64").Key, Is.Not.EqualTo(recipe.Key));
        Assert.That(recipe.Command(BuildMode.Root, "/t", "/s", ["http://mirror/debian"]).Arguments[^3..], Is.EqualTo(new[] { "bookworm", "/t", "http://mirror/debian" }));
    }

    [TestCase("deb [signed-by=/x y=z] https://mirror.example/debian/ bookworm main", "part.list", "deb https://mirror.example/debian S main")]
    [TestCase("URIs: http://other.example/ubuntu http://d.example/debian\nSuites: x\n\nURIs: http://d.example/debian-security", "x.sources",
        "deb http://d.example/debian S main|deb http://d.example/debian-security S-security main")]
    [TestCase("# deb http://commented.example/debian x main", "part.list", "deb http://deb.debian.org/debian S main|deb http://deb.debian.org/debian-security S-security main")]
    [TestCase("deb file:/srv/debian x main", "part.list", "deb http://deb.debian.org/debian S main|deb http://deb.debian.org/debian-security S-security main")]
    public void The_hosts_own_mirror_is_taken(string text, string file, string expected)
    {
        string folder = Directory.CreateTempSubdirectory("agsekit-apt-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "sources.list.d"));
            File.WriteAllText(Path.Combine(folder, "sources.list.d", file), text);
            Assert.That(string.Join('|', HostMirror.Find(folder).Lines("S")), Is.EqualTo(expected));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void The_log_becomes_progress_and_its_last_words_are_kept_escaped()
    {
        var seen = new Collected();
        var progress = new BuildProgress(seen);
        foreach (string line in new[]
        {
            "I: running apt-get update...", "0 upgraded, 2 newly installed, 0 to remove", "Get:1 http://m/debian a", "Get:2 http://m/debian b", "Unpacking a (1) ...", "Unpacking b (1) ...",
            "Setting up a (1) ...", "Setting up b (1) ...", "E: bad \u001b[31m", "I: running --customize-hook in shell: sh",
        })
        {
            progress.Line(line);
        }

        Assert.That(seen.Values.Select(v => (v.Done, v.Total)), Is.EqualTo(new[] { (0L, 0L), (1L, 2L), (2L, 2L), (1L, 4L), (2L, 4L), (3L, 4L), (4L, 4L), (0L, 0L) }));
        Assert.That(progress.LastLines, Does.Contain("E: bad \\x1b[31m").And.Not.Contain("Unpacking"));
    }

    private sealed class Collected : IProgress<WorkProgress>
    {
        public List<WorkProgress> Values { get; } = [];

        public void Report(WorkProgress value) => Values.Add(value);
    }
}
