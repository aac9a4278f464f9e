using System.Diagnostics;
using System.Text;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.FileTree;

/// <summary>Real folders, real inotify. Each wait ends as soon as what it waits for is so.</summary>
public sealed class FolderWatchTests
{
    private TemporaryFolder _folder = null!;
    private FolderWatch? _watch;
    private ManualResetEventSlim? _hold;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void Clean()
    {
        _watch?.Dispose();
        _watch = null;
        _hold?.Dispose();
        _hold = null;
        Shell("cd ..; rm -rf *");
        _folder.Dispose();
    }

    [TestCase("echo x >new")]
    [TestCase("echo x >>a/b/c/file")]
    [TestCase("rm a/b/c/file")]
    [TestCase("mv a/b/c/file a/b/c/other")]
    [TestCase("chmod 600 a/b/c/file")]
    [TestCase("touch a/b/c/file")]
    [TestCase("truncate -s 100 a/b/c/file")]
    [TestCase("ln -s nowhere a/link")]
    [TestCase("ln a/b/c/file a/b/second")]
    [TestCase("mkfifo a/fifo")]
    [TestCase("chmod 700 a/b/c")]
    [TestCase("mkdir a/new")]
    [TestCase("rm -r a/b")]
    public void Every_kind_of_change_is_heard_of(string change)
    {
        Shell("mkdir -p a/b/c; echo 1 >a/b/c/file");
        Start();
        AssertHeard(change);
    }

    [TestCase("cat a/b/file; ls -R . ; stat a; find . -type f -print0 | xargs -0 md5sum; cp -r . ../copy-$$; rm -r ../copy-$$")]
    [TestCase("ln -sfn / ../elsewhere; touch ../beside-$$; rm ../beside-$$ ../elsewhere")]
    public void What_is_read_and_what_is_outside_is_not(string work)
    {
        Shell("mkdir -p a/b; echo 1 >a/b/file; ln -s ../.. up");
        Start();
        long before = _watch!.Changes;
        Shell(work);
        Thread.Sleep(300);
        Assert.That(_watch.Changes, Is.EqualTo(before));
    }

    [Test]
    public void Folders_that_appear_are_watched_with_all_that_is_in_them()
    {
        Start();
        Shell("mkdir -p deep/$(seq -s/ 1 60); mkdir x; mkdir x/y; mkdir x/y/z");
        WaitForFolders(65);
        AssertHeard("echo x >deep/$(seq -s/ 1 60)/file");
        AssertHeard("echo x >x/y/z/file");
    }

    [Test]
    public void A_folder_that_moves_within_the_tree_is_heard_of_at_its_new_place()
    {
        Shell("mkdir -p a/b/c d");
        Start();
        Shell("mv a/b d/e");
        WaitForFolders(5);
        AssertHeard("echo x >d/e/c/file");
        AssertHeard("mkdir d/e/c/more");
        WaitForFolders(6);
        AssertHeard("echo x >d/e/c/more/file");
    }

    [Test]
    public void A_folder_that_leaves_the_tree_is_not_heard_of_any_more()
    {
        Shell("mkdir -p a/b/c");
        Start();
        Shell("mv a ../left");
        WaitForFolders(1);
        long before = _watch!.Changes;
        Shell("echo x >../left/b/c/file; mkdir ../left/b/new");
        Thread.Sleep(300);
        Assert.That(_watch.Changes, Is.EqualTo(before));
        Shell("mv ../left back");
        WaitForFolders(5);
        AssertHeard("echo x >back/b/c/other");
    }

    [Test]
    public void After_much_moving_about_every_folder_is_watched()
    {
        Shell("mkdir t; for i in $(seq 40); do mkdir -p t/$i/a/b; done");
        Start();
        Shell("""
            for round in $(seq 30); do
                for i in $(seq 40); do
                    case $((RANDOM % 6)) in
                        0) mkdir -p t/$i/a/b ;;
                        1) rm -rf t/$i ;;
                        2) mv t/$i t/$((RANDOM % 40))/ ;;
                        3) mv t/$i/a t/$((RANDOM % 40)) ;;
                        4) mkdir -p t/n$round/$i/x ;;
                        5) mv -T t/$i t/m$RANDOM ;;
                    esac
                done
            done 2>/dev/null; true
            """);
        string[] folders = Shell("find . -mindepth 1 -type d -print").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        WaitForFolders(folders.Length + 1);
        foreach (string folder in folders)
            AssertHeard($"touch {folder}/probe");
    }

    [Test]
    public void Links_are_never_followed_even_when_swapped_in()
    {
        Shell("mkdir outside a; mkdir outside/deep");
        Shell("mv outside ..");
        Start();
        Shell("for i in $(seq 300); do mkdir d$i; rmdir d$i; ln -s ../outside d$i; done; ln -s ../outside a/link");
        Shell("touch last");
        WaitForFolders(2);
        Thread.Sleep(200);
        long before = _watch!.Changes;
        Shell("touch ../outside/x ../outside/deep/x");
        Thread.Sleep(300);
        Assert.That((_watch.Changes, _watch.Folders), Is.EqualTo((before, 2)));
    }

    [Test]
    public void What_is_left_out_is_not_watched_and_not_heard_of()
    {
        Shell("mkdir -p node_modules/x/y src");
        Start(Excludes);
        Assert.That(_watch!.Folders, Is.EqualTo(2));
        long before = _watch.Changes;
        Shell("echo x >node_modules/x/file; mkdir node_modules/z; echo x >src/a.log; echo x >>src/a.log");
        Thread.Sleep(300);
        Assert.That(_watch.Changes, Is.EqualTo(before));
        AssertHeard("echo x >src/b");
        AssertHeard("mv node_modules modules");
        WaitForFolders(6);
        AssertHeard("mv modules src/node_modules");
        WaitForFolders(2);
    }

    [Test]
    public void Other_rules_can_be_followed_from_one_moment_to_the_next()
    {
        Shell("mkdir -p node_modules/x src");
        Start(Excludes);
        long before = _watch!.Changes;
        _watch.Follow(null);
        WaitForFolders(4);
        Assert.That(_watch.Changes, Is.GreaterThan(before), "what changed in between is not known");
        AssertHeard("touch node_modules/x/file");
    }

    [Test]
    public void A_folder_that_goes_away_is_waited_for()
    {
        Shell("mkdir a");
        Start();
        long before = _watch!.Changes;
        Directory.Move(Tree, Tree + "-away");
        WaitFor(() => _watch.State == FolderWatchState.Absent);
        Assert.That(_watch.Changes, Is.GreaterThan(before));
        before = _watch.Changes;
        Directory.Move(Tree + "-away", Tree);
        WaitFor(() => _watch.State == FolderWatchState.Watching);
        Assert.That(_watch.Changes, Is.GreaterThan(before));
        AssertHeard("touch a/file");
    }

    [Test]
    public void Another_folder_in_its_place_is_noticed_when_asked()
    {
        string above = Path.Combine(_folder.FullPath, "above");
        Directory.CreateDirectory(Path.Combine(above, "tree"));
        Start(path: Path.Combine(above, "tree"));
        long before = _watch!.Changes;
        Directory.Move(above, above + "-old");
        Directory.CreateDirectory(Path.Combine(above, "tree", "sub"));
        _watch.Verify();
        WaitForFolders(2);
        Assert.That(_watch.Changes, Is.GreaterThan(before));
    }

    [Test]
    public void More_than_the_system_keeps_in_mind_is_said_and_tried_again()
    {
        Shell("mkdir a b");
        // The watch outlives this method, so what it waits for does, too.
        ManualResetEventSlim hold = _hold = new ManualResetEventSlim(true);
        Start(notify: () => hold.Wait(TimeSpan.FromSeconds(30)));
        hold.Reset();
        Shell("touch first; n=$(cat /proc/sys/fs/inotify/max_queued_events); for i in $(seq $((n / 2 + 100))); do echo; done | while read -r _; do : >a/f; : >b/f; done");
        long before = _watch!.Changes;
        hold.Set();
        WaitFor(() => _watch.State == FolderWatchState.Degraded);
        Assert.That(_watch.Reason.English, Does.Contain("max_queued_events"));
        WaitFor(() => _watch.State == FolderWatchState.Watching);
        Assert.That(_watch.Changes, Is.GreaterThan(before));
        AssertHeard("touch a/after");
    }

    [Test]
    public void Too_many_folders_are_said_and_tried_again()
    {
        Shell("mkdir -p $(seq 30)");
        Start(most: 20, awaited: FolderWatchState.Degraded);
        Assert.That((_watch!.Reason.English, _watch.Folders), Is.EqualTo(("there are more than 20 folders", 0)));
        Shell("rmdir $(seq 15)");
        WaitFor(() => _watch.State == FolderWatchState.Watching);
        AssertHeard("touch 20/file");
        Shell("mkdir -p 30/$(seq -s/ 1 20)");
        WaitFor(() => _watch.State == FolderWatchState.Degraded);
    }

    [Test]
    public void Nothing_is_done_while_nothing_changes()
    {
        Shell("mkdir -p $(seq 200)");
        Start();
        Thread.Sleep(200);
        int thread = WatchThreads().Single();
        (long Switches, long Ticks) before = Usage(thread);
        Thread.Sleep(1500);
        Assert.That(Usage(thread), Is.EqualTo(before), "not even woken");
    }

    [Test]
    public void Hundreds_of_folders_deeper_than_paths_can_be_are_no_trouble()
    {
        Start();
        Shell("for i in $(seq 300); do mkdir aaaaaaaaaaaaaaaaaaaaaaaaa; cd aaaaaaaaaaaaaaaaaaaaaaaaa; done");
        WaitForFolders(WatchedTree.MostDepth + 1);
        AssertHeard("touch aaaaaaaaaaaaaaaaaaaaaaaaa/file");
    }

    [Test]
    public void Names_may_be_any_bytes()
    {
        Start();
        Shell("mkdir $'x\\xff\\n\\e[31m'; mkdir $'x\\xff\\n\\e[31m/y'");
        WaitForFolders(3);
        AssertHeard("touch $'x\\xff\\n\\e[31m/y/z'");
    }

    private string Tree => Path.Combine(_folder.FullPath, "tree");

    private static bool Excludes(TreePath path, bool isFolder)
    {
        string name = Encoding.Latin1.GetString(path.Name);
        return (isFolder && name == "node_modules") || name.EndsWith(".log", StringComparison.Ordinal);
    }

    private static IEnumerable<int> WatchThreads() => Directory.GetDirectories("/proc/self/task")
        .Where(task => File.ReadAllText(Path.Combine(task, "comm")).StartsWith("folder watch", StringComparison.Ordinal)).Select(task => int.Parse(Path.GetFileName(task), null));

    private static (long Switches, long Ticks) Usage(int thread)
    {
        string status = File.ReadAllText($"/proc/self/task/{thread}/status");
        string[] stat = File.ReadAllText($"/proc/self/task/{thread}/stat").Split(')')[1].Split(' ');
        return (long.Parse(status.Split("voluntary_ctxt_switches:")[1].Split('\n')[0], null), long.Parse(stat[12], null) + long.Parse(stat[13], null));
    }

    private void Start(Func<TreePath, bool, bool>? excludes = null, string? path = null, Action? notify = null, int most = 10_000, FolderWatchState awaited = FolderWatchState.Watching)
    {
        Directory.CreateDirectory(Tree);
        _watch = new FolderWatch(
            new FolderWatchSpec
            {
                Path = path ?? Tree,
                Notify = notify ?? (() => { }),
                MostFolders = most,
                AbsentPause = TimeSpan.FromMilliseconds(20),
                FailurePause = TimeSpan.FromMilliseconds(300),
            },
            excludes);
        WaitFor(() => _watch.State == awaited);
    }

    private void AssertHeard(string change)
    {
        long before = _watch!.Changes;
        Shell(change);
        WaitFor(() => _watch.Changes > before, change);
    }

    private void WaitForFolders(int count) => WaitFor(() => _watch!.Folders == count, $"{count} folders");

    private void WaitFor(Func<bool> so, string what = "")
    {
        long begin = Stopwatch.GetTimestamp();
        while (!so())
        {
            if (Stopwatch.GetElapsedTime(begin) > TimeSpan.FromSeconds(20))
                Assert.Fail($"{what}: {_watch!.State} {_watch.Reason.English}, {_watch.Folders} folders, {_watch.Changes} changes");
            Thread.Sleep(2);
        }
    }

    private string Shell(string script)
    {
        Directory.CreateDirectory(Tree);
        CommandResult result = new CommandRunner(TimeProvider.System)
            .RunAsync(CommandSpec.Of("/bin/bash", "-c", script) with { WorkingFolder = Tree }, default, TimeSpan.FromMinutes(1), null, CancellationToken.None).GetAwaiter().GetResult();
        Assert.That(result.ExitCode, Is.Zero, result.ErrorText);
        return result.OutputText;
    }
}
