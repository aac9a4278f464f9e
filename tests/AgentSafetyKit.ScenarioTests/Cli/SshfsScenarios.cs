using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>sftp-serve behind the real sshfs, on this computer alone: programs nobody here wrote work in the folder, and what they wrote is there.</summary>
[Parallelizable]
internal sealed class SshfsScenarios : Scenario
{
    private string Guest => Path.Combine(Root, "guest");

    private string Scratch => Path.Combine(Root, "scratch");

    [SetUp]
    public void Mount()
    {
        if (!File.Exists("/dev/fuse"))
            Assert.Ignore("/dev/fuse is missing");
        Directory.CreateDirectory(Guest);
        Directory.CreateDirectory(Scratch);
        Serve();
    }

    [TearDown]
    public void Unmount() => Shell("fusermount3 -u -z \"$1\" 2> /dev/null; ! mountpoint -q \"$1\"", Guest);

    [Test]
    public void Git_sqlite_tar_and_a_compiler_work_in_it()
    {
        Work("""
            mkdir "$3/tree"; cd "$3/tree"; git init -q -b main; for i in $(seq 100); do mkdir -p d$((i % 7)); seq $i > d$((i % 7))/$i; done; ln -s d1/1 link; ln d2/2 hard; git add -A; git commit -qm one
            cd "$1"; git clone -q "$3/tree" clone; cd clone; echo more >> d1/1; git commit -qam two; git gc -q; git fsck --strict; test -z "$(git status --porcelain)"; git clone -q . ../again; cd ..; diff -r --exclude=.git clone again
            tar -C "$3" -cf - tree | tar xf -; tar -cf "$3/back.tar" tree; tar -C "$3" -df "$3/back.tar"
            sqlite3 db 'pragma journal_mode=wal; create table t(a); with recursive n(i) as (select 1 union all select i+1 from n where i<3000) insert into t select hex(randomblob(30)) from n;' > /dev/null
            for side in left right; do (for i in 1 2 3 4 5; do sqlite3 -cmd '.timeout 20000' db "insert into t values('$side')"; done) & done; wait
            test "$(sqlite3 db 'pragma integrity_check; select count(*) from t')" = "$(printf 'ok\n3010')"
            printf '#include <stdio.h>\nint main(void) { puts("built"); }\n' > main.c; gcc -pipe -o main main.c; test "$(./main)" = built
            """);
        Assert.That(Shell("cd \"$1/clone\" && git fsck --strict && git status --porcelain && \"$1/main\" && sqlite3 \"$1/db\" 'pragma integrity_check'", Project), Is.EqualTo("built\nok\n"), "the host finds the same");
    }

    [Test]
    public void Npm_installs_what_it_would_on_a_disk()
    {
        Work("""
            cd "$3"; mkdir -p package/bin
            for i in $(seq 20); do for j in $(seq 20); do echo "module.exports = $i * $j" > package/f$j.js; done; printf '#!/usr/bin/env node\nconsole.log(%d)\n' $i > package/bin/run.js
              printf '{"name": "p%d", "version": "1.0.0", "main": "f2.js", "bin": {"p%d": "bin/run.js"}}' $i $i > package/package.json; tar czf p$i.tgz package; done
            cd "$1"; mkdir app; cd app; echo '{"name": "app", "version": "1.0.0"}' > package.json
            export npm_config_cache="$3/npm" npm_config_update_notifier=false
            npm install --offline --no-audit --no-fund "$3"/p*.tgz > /dev/null 2>&1
            npm ci --offline --no-audit --no-fund > /dev/null 2>&1
            test "$(node -p "require('p7')")" = 14; test "$(node_modules/.bin/p9)" = 9; test "$(find node_modules -name '*.js' | wc -l)" = 420
            """);
    }

    [Test]
    public void Fio_reads_back_what_it_wrote_by_every_way_of_writing()
    {
        const string Jobs = """
            [global]
            size=16m
            verify=crc32c
            do_verify=1
            verify_fatal=1
            verify_state_save=0
            randrepeat=0
            [mixed sizes]
            rw=randrw
            bsrange=512-128k
            [small]
            rw=randwrite
            bs=4k
            fsync=64
            [in sequence]
            rw=write
            bs=1m
            [mapped]
            ioengine=mmap
            rw=randwrite
            bs=4k
            """;
        File.WriteAllText(Path.Combine(Scratch, "jobs"), Jobs);
        Assert.That(Work("fio --directory=\"$1\" --output-format=terse --minimal \"$3/jobs\" > \"$3/said\" 2>&1 || { cat \"$3/said\"; exit 1; }; ls | wc -l"), Is.EqualTo("4\n"));
    }

    [Test]
    public void A_hundred_thousand_names_in_one_folder_are_each_there_once()
    {
        Shell("mkdir \"$1/many\"; cd \"$1/many\"; seq -f 'name-%06g' 100000 | xargs touch", Project);
        Assert.That(Work("ls -U many | sort | cmp - <(seq -f 'name-%06g' 100000); find many -type f -name 'name-09*' -delete; ls -U many | wc -l"), Is.EqualTo("90000\n"));
        Assert.That(Directory.EnumerateFiles(Path.Combine(Project, "many")).Count(), Is.EqualTo(90_000));
    }

    [Test]
    public void Whoever_is_promised_to_be_the_only_one_is()
    {
        Work("""
            # O_APPEND: no line is lost or torn.
            for i in 1 2 3 4; do (for j in $(seq 200); do echo "line $i $j" >> log; done) & done; wait; test "$(sort -u log | wc -l)" = 800; ! grep -qv '^line [1-4] [0-9]*$' log
            # O_EXCL: of many who make a name one does.
            for round in $(seq 20); do for i in 1 2 3 4; do (set -C; echo $i 2> /dev/null > lock.$round && echo won >> "$3/won") 2> /dev/null & done; wait; done; test "$(wc -l < "$3/won")" = 20
            # mkdir and rename onto a name: the same.
            for i in 1 2 3 4; do (mkdir only 2> /dev/null && echo made >> "$3/made") & done; wait; test "$(wc -l < "$3/made")" = 1
            # Rename over: the host sees the old or the new, never neither. (In the mount itself sshfs puts a file aside first that somebody has open there.)
            echo 0 > state; (for i in $(seq 100); do echo $i > state.new; mv state.new state; done) & for i in $(seq 100); do grep -q '^[0-9][0-9]*$' "$2/state"; done; wait; test "$(cat state)" = 100
            # What is removed while open lives on, and is gone after.
            exec 5<> gone; echo kept >&5; rm gone; echo more >&5; exec 5>&-; test ! -e gone; test -z "$(find . -name '.fuse_hidden*')"
            """);
    }

    [Test]
    public void What_was_acknowledged_is_there_when_the_server_is_killed()
    {
        Work("for i in $(seq 50); do echo \"$i\" > f$i; done; sync -f .; kill -KILL \"$(cat \"$3/pid\")\"; sleep 0.2; ! ls 2> /dev/null");
        Assert.That(Shell("cat $(seq -f 'f%g' 50) | cmp - <(seq 50); fusermount3 -u -z \"$1\" 2> /dev/null || true", Guest), Is.Empty);
        Serve();
        Assert.That(Work("cat f50; echo again > f50"), Is.EqualTo("50\n"));
        Assert.That(File.ReadAllText(Path.Combine(Project, "f50")), Is.EqualTo("again\n"));
    }

    /// <summary>A wrapper, because sshfs gives its command words of its own.</summary>
    private void Serve()
    {
        string wrapper = Path.Combine(Root, "server");
        File.WriteAllText(wrapper, $"#!/bin/sh\necho $$ > {Scratch}/pid\nAGSEKIT_HOME={Home} exec {KitBinary.Path} sftp-serve --root {Project}\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Shell("contain=; [[ $(sshfs -h 2>&1) != *no_contain_symlinks* ]] || contain=,no_contain_symlinks; sshfs -o \"idmap=none,dcache_timeout=0,attr_timeout=1,entry_timeout=1,negative_timeout=0$contain,ssh_command=$1\" host:/ \"$2\"", wrapper, Guest);
    }

    /// <summary>A script in the mount: $1 is the mount, $2 the folder on the host, $3 an ordinary folder beside.</summary>
    private string Work(string script) => Shell(
        "set -euo pipefail; export HOME=\"$3\" GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; cd \"$1\"; " + script + "\ncd /", Guest, Project, Scratch);
}
