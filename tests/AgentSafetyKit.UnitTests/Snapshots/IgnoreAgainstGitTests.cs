using System.Text;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>The language of the ignore files is git's: git itself is asked.</summary>
internal sealed class IgnoreAgainstGitTests : SnapshotFixture
{
    private static readonly string[] Names = ["a", "b", "ab", "abc", "foo", "foo.c", "bar", "x y", "z ", "#c", "!d", "[f]", "e\\", "é", "A", "-", ".h", "**", "a*", "1"];

    private static readonly string[] Tokens =
    [
        "*", "*", "**", "**/", "/**", "?", "[ab]", "[!a]", "[^b-z]", "[a-c]", "[[:alpha:]]", "[[:bogus:]]", "[]a]", "[a-]", "[", "]", "\\", "/", "/", "/", "a", "b", "c", "foo", "bar", ".c", "x y",
        " ", "\\ ", "!", "\\!", "#", "\\#", "-", "é", "\\*", ".", "\r", "\t", "[\\]]", "[[]", "[a", "A", "1", "[0-9]", "[a\\-c]", "//", "***",
    ];

    [Test]
    public void Random_patterns_in_random_trees_are_decided_as_git_decides([Range(1, 40)] int seed)
    {
        if (!HasTool("git"))
            Assert.Ignore("git is missing");
        var random = new Random(seed);
        Shell("git init -q . && git config core.excludesFile /dev/null", Source);
        var folders = new List<string> { "" };
        var paths = new List<(string Path, bool IsFolder)>();
        for (int i = 0; i < 45; i++)
        {
            string folder = folders[random.Next(folders.Count)];
            string path = (folder.Length == 0 ? "" : folder + "/") + Names[random.Next(Names.Length)];
            if (path.Count(c => c == '/') > 4 || Path.Exists(At(path)))
                continue;
            bool isFolder = random.Next(5) < 3;
            if (isFolder)
                Directory.CreateDirectory(At(path));
            else
                File.WriteAllText(At(path), "x");
            paths.Add((path, isFolder));
            if (isFolder)
                folders.Add(path);
        }

        for (int i = 0; i < 4; i++)
        {
            string folder = i == 0 ? "" : folders[random.Next(folders.Count)];
            string content = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pattern(random) + "\n"));
            if (random.Next(4) == 0)
                content = content.TrimEnd('\n');
            File.WriteAllText(Path.Combine(At(folder), ".gitignore"), content);
            File.WriteAllText(Path.Combine(At(folder), ".backupignore"), content);
        }

        IgnoreRules rules = Store.CaptureRules(CancellationToken.None);
        HashSet<string> ignored = [.. Git(["check-ignore", "--no-index", "-z", "--stdin"], string.Join('\0', paths.Select(path => path.Path)))];
        foreach ((string path, bool isFolder) in paths)
            Assert.That(rules.Excludes(TreePath.Parse(path), isFolder), Is.EqualTo(ignored.Contains(path)), () => $"{path} with {Dump()}");

        string[] given = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Pattern(random)).Where(pattern => !pattern.Contains('\r') && pattern.Trim().Length > 0)];
        SnapshotResult result = NewStore(exclude: given).Create(new SnapshotRequest(), null, CancellationToken.None);
        string[] expected = Git(["ls-files", "-z", "-o", "--exclude-per-directory=.gitignore", .. given.Select(pattern => "--exclude=" + pattern)], "");
        string[] stored = Shell("find . -not -type d -not -path './.git/*' -printf '%P\\0'", Snapshot(result)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(stored, Is.EquivalentTo(expected), () => $"given {string.Join(" | ", given)} with {Dump()}");
    }

    [Test]
    public void The_last_match_wins_as_the_documentation_shows_it()
    {
        Write(".backupignore", "*.log\n!logs/important.log\nbuild/\n!build/keep\n");
        foreach (string file in (string[])["a.log", "logs/other.log", "logs/important.log", "build/keep", "src/build"])
            Write(file, "x");
        SnapshotResult result = Take();
        Assert.That(
            Shell("find . -type f -printf '%P\\n' | sort", Snapshot(result)).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo((string[])[".backupignore", "logs/important.log", "src/build"]));
    }

    [TestCase("**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/b")]
    [TestCase("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b")]
    [TestCase("[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*?")]
    public void A_pattern_made_to_take_for_ever_does_not(string pattern)
    {
        var rules = new IgnoreRules([pattern], []);
        string path = string.Join('/', Enumerable.Repeat("a", 120)) + "/" + new string('a', 250);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        _ = rules.Excludes(TreePath.Parse(path), false);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    /// <summary>An agent writes the ignore files; what the user gives is out of its reach.</summary>
    [TestCase("*")]
    [TestCase("src/")]
    [TestCase("/src/a/*\n*.c")]
    public void What_the_user_says_is_saved_is_saved_whatever_the_ignore_files_say(string planted)
    {
        Write("src/a/main.c", "1");
        Write("src/b", "2");
        Write("other", "3");
        Write(".backupignore", planted);
        Write("src/a/.backupignore", "*");
        SnapshotResult result = NewStore(exclude: ["!/src/", "!/src/**"]).Create(new SnapshotRequest(), null, CancellationToken.None);
        Assert.That(Shell("find src -type f ! -name .backupignore | sort", result.Snapshot.Path), Is.EqualTo("src/a/main.c\nsrc/b\n"));
    }

    [Test]
    public void Frozen_rules_hold_against_later_edits_of_the_ignore_files_and_name_them()
    {
        Write(".backupignore", "secret\n");
        Write("sub/.backupignore", "cache\n");
        foreach (string file in (string[])["secret", "code", "sub/cache", "sub/code"])
            Write(file, "x");
        SnapshotResult before = Take();
        Write(".backupignore", "*\n");
        File.Delete(At("sub/.backupignore"));
        Write("new/.backupignore", "*\n");
        Write("new/code", "x");
        Write("code", "changed");
        SnapshotResult after = Store.Create(new SnapshotRequest { FrozenRules = before.Rules }, null, CancellationToken.None);
        Assert.That(
            Shell("find . -type f -printf '%P\\n' | sort", Snapshot(after)).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo((string[])[".backupignore", "code", "new/.backupignore", "new/code", "sub/code"]));
        Assert.That(after.IgnoreChanges.Select(change => (change.File.ToString(), change.Kind)), Is.EquivalentTo((
            (string, IgnoreChangeKind)[])[(".backupignore", IgnoreChangeKind.Changed), ("sub/.backupignore", IgnoreChangeKind.Removed), ("new/.backupignore", IgnoreChangeKind.Added)]));
        Write(".backupignore", "code\n");
        SnapshotResult thawed = TakeAnyway();
        Assert.That(
            Shell("find . -type f -printf '%P\\n' | sort", Snapshot(thawed)).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo((string[])[".backupignore", "secret", "sub/cache"]), "rules of the tree hold again");
    }

    private static string Pattern(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Tokens[random.Next(Tokens.Length)]));

    private string[] Git(string[] arguments, string input)
    {
        CommandResult result = new CommandRunner(TimeProvider.System)
            .RunAsync(CommandSpec.Of("git", arguments) with { WorkingFolder = Source }, Encoding.UTF8.GetBytes(input), TimeSpan.FromMinutes(1), null, CancellationToken.None).GetAwaiter().GetResult();
        Assert.That(result.ExitCode, Is.LessThan(2), result.ErrorText);
        return result.OutputText.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private string Dump() => Shell("find . -name .gitignore -printf '\\n%p:\\n' -exec cat -A {} \\;", Source);
}
