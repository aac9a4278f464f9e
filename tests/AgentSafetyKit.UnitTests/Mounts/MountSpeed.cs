using System.Diagnostics;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>Our server against OpenSSH's behind the same sshfs, by turns. Run by name: it measures and judges nothing.</summary>
[Explicit("measures for minutes")]
[Category("Speed")]
public sealed class MountSpeed
{
    private const string Theirs = "/usr/lib/openssh/sftp-server";

    [Test]
    public void Compare()
    {
        if (SshfsMount.Missing is { } missing)
            Assert.Ignore(missing);
        if (!File.Exists(Theirs))
            Assert.Ignore("openssh-sftp-server is not installed");
        using var ours = new SshfsMount();
        using var theirs = new SshfsMount(otherServer: Theirs);
        string only = Environment.GetEnvironmentVariable("AGSEKIT_ROWS") ?? "";
        (string Name, string Before, string Script)[] rows =
        [
            ("write 256 MB in sequence", "rm -f big", "dd if=/dev/zero of=big bs=1M count=256 status=none"),
            ("read 256 MB in sequence", "sleep 1", "cat big > /dev/null"),
            ("read 4 K at random, 4000 times", "head -c 32M /dev/zero > rnd", "perl -e 'open F,q(<),q(rnd);srand 1;for(1..4000){sysseek F,4096*int(rand 8192),0;sysread F,$b,4096}'"),
            ("write 4 K at random, 4000 times", ":", "perl -e 'open F,q(+<),q(rnd);srand 1;for(1..4000){sysseek F,4096*int(rand 8192),0;syswrite F,q(x)x4096}close F'"),
            ("create 3000 files", "rm -rf c; mkdir c", "perl -e 'for(1..3000){open F,q(>),qq(c/$_);print F q(x);close F}'"),
            ("list 3000 files with attributes", "sleep 2", "ls -l c > /dev/null"),
            ("stat 3000 files", "test -d c || { mkdir c; (cd c; seq 3000 | xargs touch); }; sleep 2", "perl -e 'for(1..3000){stat qq(c/$_)}'"),
            ("read 3000 small files", "sleep 2", "cat c/* > /dev/null"),
            ("unlink 3000 files", ":", "rm -r c"),
            ("git clone of 1000 files", "rm -rf clone; test -d $SCRATCH/src || (mkdir $SCRATCH/src; cd $SCRATCH/src; git init -q; for i in $(seq 1000); do mkdir -p d$((i%50)); seq $i > d$((i%50))/f$i; done; git add -A; git commit -qm x)", "git clone -q $SCRATCH/src clone"),
            ("git status of 1000 files", "sleep 2", "git -C clone status > /dev/null"),
        ];
        foreach ((string name, string before, string script) in rows.Where(row => row.Name.Contains(only, StringComparison.Ordinal)))
        {
            double[] best = [double.MaxValue, double.MaxValue];
            for (int i = 0; i < 12; i++)
            {
                SshfsMount mount = i % 2 == 0 ? ours : theirs;
                if (i > 1 && name.StartsWith("unlink", StringComparison.Ordinal))
                    break;
                mount.Do(before);
                var clock = Stopwatch.StartNew();
                mount.Do(script);
                best[i % 2] = Math.Min(best[i % 2], clock.Elapsed.TotalMilliseconds);
            }

            TestContext.Out.WriteLine($"{name,-36} ours {best[0],7:F0} ms, OpenSSH {best[1],7:F0} ms, {best[1] / best[0]:F2} times as fast");
        }
    }
}
