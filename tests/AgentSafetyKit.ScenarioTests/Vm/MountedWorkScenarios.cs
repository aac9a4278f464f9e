using System.Security.Cryptography;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>What developers do in a folder works in a mounted one: programs nobody here wrote are the judges.</summary>
internal sealed class MountedWorkScenarios : MachineScenario
{
    [SetUp]
    public void Mount() => Assert.That(Kit.Run("mount").ExitCode, Is.Zero);

    [Test]
    public void Git_works()
    {
        Guest(
            """
            cd "$1" && export GIT_CONFIG_GLOBAL=/tmp/gitconfig && git config --global user.name a && git config --global user.email a@b
            git init -q repo && cd repo
            mkdir -p src/deep && for i in 1 2 3 4 5; do echo "line $i" > src/deep/f$i; done && ln -s src link && printf '#!/bin/sh\n' > run.sh && chmod +x run.sh
            git add -A && git commit -qm first && git mv src/deep/f1 src/f1 && echo more >> src/f1 && git commit -qam second
            git checkout -qb side HEAD~1 && echo side > side && git add side && git commit -qm side && git checkout -q - && git merge -q --no-edit side
            git gc -q && git fsck --strict && cd .. && git clone -q repo clone && git -C clone log --oneline | wc -l && git -C clone status --porcelain
            rm -rf /tmp/gitconfig
            """, InGuest);
        Assert.That(Shell("git -c safe.directory='*' -C repo fsck --strict 2>&1 && git -c safe.directory='*' -C repo status --porcelain && git -c safe.directory='*' -C clone status --porcelain"), Is.Empty, "the host's git agrees");
        Assert.That(Shell("git -c safe.directory='*' -C clone log --format=%s | sort | tail -3"), Does.Contain("first\n").And.Contain("second\n"));
    }

    [Test]
    public void Copies_archives_databases_and_builds_work()
    {
        string result = Guest(
            """
            set -e; cd "$1"
            mkdir tree && cd tree && mkdir -p a/b && echo one > a/b/one && ln -s b/one a/link && ln a/b/one a/hard && echo x > $'raw\xff' && chmod 640 a/b/one && touch -d 2001-02-03T04:05:06 a/b/one && cd ..
            cp -a tree copy && diff -r tree copy && stat -c '%a %Y' copy/a/b/one
            tar cf t.tar tree && mkdir out && tar xf t.tar -C out && diff -r tree out/tree && stat -c '%a %Y' out/tree/a/b/one
            rsync -aH tree/ synced/ && rsync -aHn --itemize-changes tree/ synced/
            sqlite3 db.sqlite 'create table t(a integer primary key, b text); begin; insert into t(b) values ("x"),("y"); commit; pragma integrity_check; select count(*) from t;'
            printf 'all: prog\nprog: main.in\n\tcp main.in prog && chmod +x prog\n' > Makefile && printf '#!/bin/sh\necho built\n' > main.in && make -s && ./prog && make -q && echo "up to date"
            python3 -m compileall -q . && python3 -c 'import mmap, os; f = open("mapped", "w+b"); f.truncate(8192); m = mmap.mmap(f.fileno(), 8192); m[4090:4100] = b"0123456789"; m.flush(); m.close(); f.seek(4090); print(f.read(10).decode())'
            flock lock -c 'echo locked'; mv copy renamed && rm -rf renamed out && ls
            """, InGuest);
        Assert.That(result.Split('\n'), Is.EqualTo(new[]
        {
            "640 981173106", "640 981173106", "ok", "2", "built", "up to date", "0123456789", "locked",
            "Makefile", "db.sqlite", "lock", "main.in", "mapped", "prog", "synced", "t.tar", "tree", "",
        }));
        Assert.That(Shell("stat -c %h tree/a/hard && sqlite3 db.sqlite 'pragma integrity_check; select group_concat(b) from t' && ls tree | od -An -c | tr -d ' \\n'"), Is.EqualTo("2\nok\nx,y\na\\nraw377\\n"));
    }

    [Test]
    public async Task Each_side_sees_what_the_other_does()
    {
        string file = Path.Combine(Project, "file");
        File.WriteAllText(file, "one\n");
        Assert.That(Guest("cat \"$1/file\"", InGuest), Is.EqualTo("one\n"));
        File.WriteAllText(file, "two, and longer\n");
        await Task.Delay(3000);
        Assert.That(Guest("cat \"$1/file\"", InGuest), Is.EqualTo("two, and longer\n"));
        Guest("printf three > \"$1/file\"", InGuest);
        Assert.That(File.ReadAllText(file), Is.EqualTo("three"));
        Directory.CreateDirectory(Path.Combine(Project, "made"));
        File.Delete(file);
        await Task.Delay(3000);
        Assert.That(Guest("ls -- \"$1\"", InGuest), Is.EqualTo("made\n"));
    }

    [Test]
    public void Big_files_arrive_whole_both_ways()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(50 << 20);
        File.WriteAllBytes(Path.Combine(Project, "down"), bytes);
        string sum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.That(Guest("cd \"$1\" && sha256sum < down && cp down up && head -c 7 /dev/zero | dd of=up bs=1 seek=1000003 conv=notrunc status=none", InGuest), Is.EqualTo(sum + "  -\n"));
        bytes.AsSpan(1000003, 7).Clear();
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Project, "up")))), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(bytes))));
    }
}
