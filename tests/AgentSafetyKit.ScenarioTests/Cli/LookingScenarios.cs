using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>Looking into snapshots: <c>backup diff</c>, <c>history</c>, <c>show</c>, <c>find</c> and <c>verify</c>, with good words and bad ones.</summary>
[Parallelizable]
internal sealed class LookingScenarios : Scenario
{
    private const string Hostile = "h\x1b]0;x\x07\n";

    private static readonly string[] Commands = ["diff", "history a", "show 20010101-000000", "find a", "verify", "verify --source"];

    [Test]
    public void A_diff_into_a_pipe_is_a_patch_that_patch_applies()
    {
        Shell("mkdir src; seq 50 >src/a; printf 'tab\\there\\\\n\\xff\\n' >src/raw; echo gone >gone; printf 'b\\0' >bin");
        string id = Snapshot();
        Shell("sed -i 's/^7$/seven/;40d' src/a; printf 'other\\xfe\\x1b[31m' >src/raw; rm gone; printf 'c\\0' >bin; echo new >new");
        CommandResult diff = Kit.Run("backup", "diff", "-p");
        Assert.That(diff.ExitCode, Is.Zero);
        Assert.That(diff.OutputText, Does.Contain("--- a/src/a\t" + id).And.Contain("~ bin  2 B → 2 B  binary"));
        string patch = Path.Combine(Root, "patch"), old = Path.Combine(Root, "old");
        File.WriteAllBytes(patch, diff.Output);
        Assert.That(Kit.Run("backup", "restore", id, "--to", old, "--yes").ExitCode, Is.Zero);
        Assert.That(Shell("cd \"$1\" && git apply --unsafe-paths --include='src/*' --include=new --include=gone \"$2\" 2>&1 && rm bin && cp \"$3\"/bin . && diff -r . \"$3\" && echo same", old, patch, Project), Does.EndWith("same\n"));
        CommandResult stat = Kit.Run("backup", "diff", id, "--stat", "src");
        Assert.That(stat.OutputText, Does.Contain("~ src/a  +1 -2 +--").And.Not.Contain("gone"));
        JsonElement record = Json(Kit.Run("backup", "diff", id, "--json", "--content"));
        Assert.That((record.GetProperty("added").GetInt32(), record.GetProperty("changed").GetInt32(), record.GetProperty("deleted").GetInt32()), Is.EqualTo((1, 3, 1)));
        Assert.That(Kit.Run("backup", "diff", id, Snapshot(), "new").OutputText, Is.EqualTo("+ new  4 B\n"));
        AssertRefused(Kit.Run("backup", "diff"), 0, "Nothing changed since ");
    }

    [Test]
    public void Versions_are_listed_shown_and_found_from_where_the_user_stands()
    {
        Shell("mkdir -p src/deep; echo one >src/deep/a");
        string one = Snapshot();
        Shell("printf 'two\\x1b[2J\\xff' >src/deep/a");
        string two = Snapshot();
        Kit.WorkingFolder = Path.Combine(Project, "src");
        JsonElement[] versions = [.. Json(Kit.Run("backup", "history", "deep/a", "--json")).GetProperty("versions").EnumerateArray()];
        Assert.That(versions.Select(version => (version.GetProperty("change").GetString(), version.GetProperty("first").GetString())), Is.EqualTo(((string?, string?)[])[("added", one), ("changed", two)]));
        CommandResult history = Kit.Run("backup", "history", "deep");
        Assert.That(history.OutputText.Split('\n'), Has.Length.EqualTo(4));
        Assert.That(history.ErrorText, Does.Contain($"agsekit backup show {two}:deep").And.Contain($"agsekit backup restore {two} deep"));
        Assert.That(Kit.Run("backup", "show", two + ":deep/a").Output, Is.EqualTo("two\x1b[2J"u8.ToArray().Append((byte)0xFF)), "into a pipe as it is");
        Assert.That(Kit.Run("backup", "show", one + ":deep").OutputText, Does.Match(@"^-rw-r--r--  \d+:\d+  4  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d  a\n$"));
        Assert.That(Kit.Run("backup", "show", one).OutputText, Does.EndWith("  src/\n"), "without a path it is the whole folder");
        Assert.That(Kit.Run("backup", "find", "DEE").OutputText, Does.Contain("src/deep/"));
        AssertRefused(Kit.Run("backup", "find", "nothing like it"), 0, "No snapshot has anything like");
    }

    [Test]
    public void A_terminal_gets_no_orders_from_what_is_shown()
    {
        File.WriteAllText(Path.Combine(Project, "evil"), "text \x1b]0;title\x07 end\n\ttab \\ back\n");
        string id = Snapshot();
        File.WriteAllText(Path.Combine(Project, "evil"), "\x1b[2J\n");
        foreach (string command in (string[])[$"backup show {id}:evil", "backup diff -p"])
        {
            string shown = Shell($"script -qec '{KitBinary.Path} {command}' /dev/null", Project);
            Assert.That(shown, Does.Contain(@"\x1b").And.Not.Contain("\x1b]0").And.Not.Contain("\x1b[2J"), command);
        }
    }

    [Test]
    public void Bad_words_are_refused_with_a_reason()
    {
        Shell("mkdir d; echo one >a; ln -s /etc link");
        string id = Snapshot();
        AssertRefused(Kit.Run("backup", "diff", "20010101-000000"), 6, "there is no snapshot '20010101-000000'");
        AssertRefused(Kit.Run("backup", "diff", id, "20010101-000000"), 6, "there is no snapshot '20010101-000000'");
        AssertRefused(Kit.Run("backup", "show", "nonsense"), 6, "there is no snapshot 'nonsense'");
        AssertRefused(Kit.Run("backup", "show", "../" + id), 6, "there is no snapshot");
        AssertRefused(Kit.Run("backup", "verify", id, "20010101-000000"), 6, "there is no snapshot '20010101-000000'");
        AssertRefused(Kit.Run("backup", "verify", "--source", id), 2, "--source takes no snapshots");
        AssertRefused(Kit.Run("backup", "show", id + ":link/passwd"), 6, "has no 'link/passwd'");
        AssertRefused(Kit.Run("backup", "show", id + ":a/b"), 6, "has no 'a/b'");
        AssertRefused(Kit.Run("backup", "show", id + ":" + Hostile), 6, @"h\x1b]0;x\x07\n");
        AssertRefused(Kit.Run("backup", "history", Hostile), 6, @"h\x1b]0;x\x07\n");
        AssertRefused(Kit.Run("backup", "diff", "not/there"), 6, "'not/there' can not be compared");
        AssertRefused(Kit.Run("backup", "find", ""), 2, "nothing to look for");
        foreach (string[] words in (string[][])[["history", "../outside"], ["diff", "/etc/passwd"], ["show", id + ":../outside"]])
            AssertRefused(Kit.Run(["backup", .. words]), 2, "is not in " + Project);
        Assert.That(Kit.Run("backup", "show", id + ":link").OutputText, Does.Contain("link -> /etc"));
        Assert.That(Shell("""AGSEKIT_HOME="$1" "$2" backup history "$(printf 'n\xff')" 2>&1 || true""", Home, KitBinary.Path), Does.Contain("no snapshot has"));
    }

    [Test]
    public void Without_any_snapshot_each_command_says_so()
    {
        foreach (string command in Commands)
        {
            Assert.That(Kit.Run(["backup", .. command.Split(' ')]).ExitCode, Is.EqualTo(6), command);
            Assert.That(Directory.Exists(Backups), Is.False, "and makes nothing");
        }

        Directory.CreateDirectory(Backups);
        foreach (string command in Commands)
            Assert.That(Kit.Run(["backup", .. command.Split(' ')]).ExitCode, Is.EqualTo(6), command);
    }

    [Test]
    public void Damaged_forged_and_missing_manifests_keep_no_command_from_its_work()
    {
        Shell("mkdir d; seq 1000 >a; ln a d/b; ln -s a link");
        string one = Snapshot();
        Shell("echo more >>a; echo x >new");
        string two = Snapshot();
        string[] bends = ["rm \"$f\"", ": >\"$f\"", "truncate -s 500 \"$f\"", "printf 'AGSMAN1\\n' >\"$f\"; head -c 4000 /dev/urandom >>\"$f\"", "rm \"$f\"; mkfifo \"$f\"", "rm \"$f\"; ln -s /dev/zero \"$f\"", "rm \"$f\"; mkdir \"$f\""];
        foreach (string bend in bends)
        {
            Shell($"for f in \"$1\"/.agsekit-{one}.man \"$1\"/.agsekit-{two}.man; do rm -rf \"$f\"; echo >\"$f\"; {bend}; done", Backups);
            Assert.That(Kit.Run("backup", "diff", one, two).OutputText, Does.Contain("~ a  ").And.Contain("+ new"), bend);
            Assert.That(Kit.Run("backup", "history", "a", "--quiet").OutputText.Split('\n'), Has.Length.EqualTo(4), bend);
            Assert.That(Kit.Run("backup", "find", "new").OutputText, Does.Contain(two), bend);
            Assert.That(Kit.Run("backup", "show", two + ":new").OutputText, Is.EqualTo("x\n"), bend);
            CommandResult verified = Kit.Run("backup", "verify");
            Assert.That((verified.ExitCode, verified.ErrorText), Is.EqualTo((7, verified.ErrorText)), bend);
            Assert.That(verified.ErrorText, Does.Contain("has no good manifest"), bend);
        }
    }

    [Test]
    public void Damage_is_named_and_is_the_exit_code()
    {
        Shell("mkdir d; for i in $(seq 20); do echo $i >d/$i; done");
        string one = Snapshot();
        Shell("echo more >d/21");
        string two = Snapshot();
        Assert.That((Kit.Run("backup", "verify").ExitCode, Kit.Run("backup", "verify", "--source").ExitCode), Is.EqualTo((0, 0)));
        Shell("cd \"$1\" && printf X | dd of=d/7 conv=notrunc status=none && truncate -s 0 d/8 && rm d/9 && echo y >d/added", Path.Combine(Backups, one));
        CommandResult verified = Kit.Run("backup", "verify");
        Assert.That(verified.ExitCode, Is.EqualTo(6));
        Assert.That(verified.OutputText, Does.Contain($"! d/7   other content   {one} … {two} (2)").And.Contain("! d/8   cut off").And.Contain($"! d/9   missing   {one}\n").And.Contain($"! d/added   added   {one}\n"));
        Assert.That(verified.ErrorText, Does.Contain("2 of 2 snapshots are not what was stored"));
        CommandResult json = Kit.Run("backup", "verify", two, "--json", "--quiet");
        Assert.That((json.ExitCode, Json(json).GetProperty("damaged").GetBoolean()), Is.EqualTo((6, true)));
        Assert.That(Json(json).GetProperty("snapshots")[0].GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("path").GetString()), Does.Contain("d/7").And.Contain("d/8").And.Not.Contain("d/9"));
    }
}
