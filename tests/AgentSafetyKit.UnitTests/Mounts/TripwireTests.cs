using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>Programs that lose much, and such as only look like it, through the real sshfs.</summary>
public sealed class TripwireTests
{
    private const string Tree = "mkdir -p src; for i in $(seq 400); do mkdir -p src/d$((i % 20)); echo \"line $i\" > src/d$((i % 20))/f$i.txt; done; ";
    private const string Repository = "git init -q -b main; " + Tree + "printf 'node_modules/\\n*.log\\nbuild/\\n' > .gitignore; git add -A; git commit -qm one; ";

    [SetUp]
    public void Needs_sshfs()
    {
        if (SshfsMount.Missing is { } missing)
            Assert.Ignore(missing);
    }

    [TestCase("rm -rf src", Tree)]
    [TestCase("rm -rf src", Repository, TestName = "rm -rf of what git has too")]
    [TestCase("rm -rf ./* .git", Repository, TestName = "rm -rf of everything")]
    [TestCase("git clean -fdxq", "git init -q -b main; echo x > a; git add -A; git commit -qm one; " + Tree, TestName = "git clean of what git does not have")]
    [TestCase("find src -type f -exec sed -i s/line/LINE/ {} +", Repository, TestName = "a re-format of all files")]
    [TestCase("for f in src/*/*; do tr a-y b-z < $f > $f.enc; rm $f; done", Tree, TestName = "an encrypting loop with new files")]
    [TestCase("for f in src/*/*; do echo xx | dd of=$f conv=notrunc status=none; done", Tree, TestName = "an encrypting loop in place")]
    [TestCase("for f in src/*/*; do : > $f; done", Tree, TestName = "all files emptied")]
    [TestCase("touch .git/index.lock; for f in src/*/*; do echo own$f > $f.new; mv $f.new $f; done; rm -rf .git/objects src", "git init -q -b main; " + Tree, TestName = "a false lock of git hides nothing that git does not have")]
    [TestCase("echo '*' > .gitignore; rm -rf src", Repository, TestName = "ignore rules of the agent's own hide nothing")]
    public void Is_stopped_and_nothing_more_is_lost(string script, string before)
    {
        using var wired = new WiredMount(before);
        int files = wired.Count();
        Task working = wired.Begin(script);
        Assert.That(wired.WaitFor(TripwireState.Paused), Is.True, "it was stopped");
        string held = wired.Fingerprint();
        Thread.Sleep(700);
        Assert.That((wired.Fingerprint(), working.IsCompleted), Is.EqualTo((held, false)), "everything waits");
        Assert.That(wired.Wire.Alarm!.Lost, Is.InRange(10, 200));
        Assert.That(wired.Count(), Is.GreaterThan(files - 201));
        wired.Wire.Release();
        Assert.That(working.Wait(TimeSpan.FromSeconds(60)), Is.True, "and then goes on to its end, without an error");
        Assert.That(wired.Errors, Is.Empty);
    }

    [TestCase("git checkout -q other; git checkout -q main; test -z \"$(git status --porcelain)\"", Repository + "git checkout -q -b other; for f in src/*/*; do echo more >> $f; done; git add -A; git rm -qrf src/d1; git commit -qam two; git gc -q; git checkout -q main", TestName = "git checkout of a big branch")]
    [TestCase("git gc -q --prune=now; git reset -q --hard HEAD", Repository, TestName = "git gc")]
    [TestCase("for i in $(seq 400); do echo $i > n$i; done; for i in $(seq 400); do echo again > n$i; done; rm -f n*", Repository, TestName = "what the agent made itself")]
    [TestCase("rm -rf node_modules; mkdir node_modules; for i in $(seq 300); do echo $i > node_modules/$i.js; done", "mkdir node_modules; for i in $(seq 500); do echo $i > node_modules/$i.js; done", TestName = "npm ci")]
    [TestCase("make -s clean", "printf 'clean:\\n\\trm -rf build *.o run.log\\n' > Makefile; git init -q; printf 'build/\\n*.log\\n' > .gitignore; mkdir build; for i in $(seq 300); do echo > build/$i; echo > $i.o; done", TestName = "make clean")]
    [TestCase("git stash -q; git stash pop -q", Repository + "for f in src/*/*; do echo more >> $f; done", TestName = "git stash")]
    public void Goes_on_undisturbed(string script, string before)
    {
        using var wired = new WiredMount(before);
        Task working = wired.Begin(script);
        Assert.That(working.Wait(TimeSpan.FromSeconds(90)), Is.True, $"{wired.Wire.State} {string.Join(' ', wired.Wire.Alarm?.Examples ?? [])}");
        Assert.That((wired.Wire.State, wired.Errors), Is.EqualTo((TripwireState.Armed, "")));
    }

    [Test]
    public void What_is_to_be_undone_is_refused_at_once()
    {
        using var wired = new WiredMount(Tree);
        Task working = wired.Begin("rm -rf src");
        Assert.That(wired.WaitFor(TripwireState.Paused), Is.True);
        string held = wired.Fingerprint();
        wired.Wire.Refuse();
        Assert.That(working.Wait(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(wired.Errors, Does.Contain("Permission denied"));
        Assert.That(wired.Fingerprint(), Is.EqualTo(held));
    }

    [Test]
    public void Reading_goes_on_but_in_the_folder_of_what_is_held()
    {
        using var wired = new WiredMount(Tree + "mkdir beside; echo text > beside/file");
        Task working = wired.Begin("rm -rf src");
        Assert.That(wired.WaitFor(TripwireState.Paused), Is.True);
        Assert.That(wired.Mount.Do("cat beside/file; ls beside"), Is.EqualTo("text\nfile"));
        wired.Wire.Release();
        Assert.That(working.Wait(TimeSpan.FromSeconds(60)), Is.True);
    }

    [Test]
    public void Much_written_while_all_waits_arrives_whole_afterwards()
    {
        using var wired = new WiredMount(Tree + "head -c 300000 /dev/urandom > big");
        Task working = wired.Begin("(sleep 1; cp big copy; cmp big copy; cat big >> log; cat big >> log; stat -c %s log) & rm -rf src; wait");
        Assert.That(wired.WaitFor(TripwireState.Paused), Is.True);
        Thread.Sleep(2000);
        wired.Wire.Release();
        Assert.That(working.Wait(TimeSpan.FromSeconds(60)), Is.True);
        Assert.That((wired.Errors, wired.Output), Is.EqualTo(("", "600000")));
        Assert.That(File.ReadAllBytes(Path.Combine(wired.Mount.Host, "copy")), Is.EqualTo(File.ReadAllBytes(Path.Combine(wired.Mount.Host, "big"))));
    }

    /// <summary>sshfs lets a program go on before its writing has been answered; whoever asks for the size then would put what comes next in the wrong place.</summary>
    [Test]
    public void Who_has_written_while_all_waits_sees_the_file_with_it()
    {
        using var wired = new WiredMount(Tree + "echo one > log");
        string log = Path.Combine(wired.Mount.Host, "log"), paused = Path.Combine(wired.Mount.Scratch, "paused"), wrote = Path.Combine(wired.Mount.Scratch, "wrote");
        Task working = wired.Begin("""
            perl -e '$| = 1; open F, "+<log" or die; sysseek F, 0, 2; open O, ">$ENV{HOME}/opened"; for (1 .. 4000) { last if -e "$ENV{HOME}/paused"; select undef, undef, undef, 0.02 }
            syswrite F, "line 2\n"; open O, ">$ENV{HOME}/wrote"; print -s F, "\n"; for (3 .. 5) { syswrite F, "line $_\n"; print -s F, "\n" }' &
            until [ -e ~/opened ]; do sleep 0.02; done; rm -rf src; wait
            """);
        Assert.That(wired.WaitFor(TripwireState.Paused), Is.True);
        File.WriteAllText(paused, "");
        Assert.That(SpinWait.SpinUntil(() => File.Exists(wrote), TimeSpan.FromSeconds(20)), Is.True, "sshfs says that it is written");
        // Time for the question, which would be answered at once.
        Thread.Sleep(500);
        Assert.That(File.ReadAllText(log), Is.EqualTo("one\n"));
        wired.Wire.Release();
        Assert.That(working.Wait(TimeSpan.FromSeconds(60)), Is.True);
        Assert.That((wired.Errors, wired.Output, File.ReadAllText(log)), Is.EqualTo(("", "11\n18\n25\n32", "one\nline 2\nline 3\nline 4\nline 5\n")));
    }

    [Test]
    public void The_limits_can_be_other_ones()
    {
        using var wired = new WiredMount(Tree, new TripwireLimits { Files = 5, Percent = 100 });
        Task working = wired.Begin("rm -rf src/d1");
        Assert.That(wired.WaitFor(TripwireState.Paused), Is.True);
        Assert.That((wired.Wire.Alarm!.Lost, wired.Count()), Is.EqualTo((5, 396)));
        wired.Wire.Release();
        Assert.That(working.Wait(TimeSpan.FromSeconds(20)), Is.True);
    }
}
