using AgentSafetyKit.Mounts.Sftp;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>Programs nobody here wrote, working in a guarded mount as an agent would.</summary>
public sealed class RealProgramsTests
{
    private SshfsMount _mount = null!;

    [OneTimeSetUp]
    public void Mount()
    {
        if (SshfsMount.Missing is { } missing)
            Assert.Ignore(missing);
        _mount = new SshfsMount();
    }

    [OneTimeTearDown]
    public void Unmount()
    {
        if (_mount is null)
            return;
        _mount.Dispose();
        Assert.That(_mount.End, Is.EqualTo(SftpEnd.Closed));
    }

    [Test]
    public void Git_keeps_a_repository_in_order()
    {
        _mount.Do("""
            mkdir repo; cd repo; git init -q -b main
            for i in $(seq 200); do echo "line $i" > f$i; done
            mkdir -p a/b; echo x > a/b/c; ln -s ../a/b/c a/link; printf '#!/bin/sh\n' > run; chmod 755 run
            git add -A; git commit -qm one
            git mv f1 g1; git rm -q f2; echo more >> f3; git commit -qam two
            git checkout -q -b side HEAD~1; echo side > f4; git commit -qam side
            git checkout -q main; git merge -q -m merge side
            git stash list; git gc -q --prune=now; git fsck --strict
            test -z "$(git status --porcelain)"
            cd ..; git clone -q repo clone; git clone -q "$GUEST/repo" "$SCRATCH/out$RANDOM"
            diff -r --exclude=.git repo clone
            test "$(cat clone/f4)" = side; test -x clone/run; test "$(readlink clone/a/link)" = ../a/b/c
            """);
        Assert.That(_mount.Do("cd \"$HOST/repo\" && git fsck --strict && git status --porcelain"), Is.Empty, "the host sees the same repository");
    }

    [Test]
    public void Copies_of_a_tree_are_the_same_tree()
    {
        _mount.Do("""
            mkdir -p "$SCRATCH/tree/d/e"; cd "$SCRATCH/tree"
            head -c 300000 /dev/urandom > big; : > empty; echo text > d/e/t; chmod 640 d/e/t; chmod 700 d; ln -s nowhere dangling; ln -s /etc/hostname absolute
            ln d/e/t hard; touch -d '2001-02-03 04:05:06' big d/e; mkdir empty.d; truncate -s 1M sparse
            cd "$GUEST"; cp -a "$SCRATCH/tree" copied; tar -C "$SCRATCH" -cf - tree | tar xf - ; rsync -a --delete "$SCRATCH/tree/" synced/
            for t in copied tree synced; do
              diff -r --no-dereference "$SCRATCH/tree" $t
              diff <(cd "$SCRATCH/tree"; find . -printf '%P %y %m %s %l %Ts\n' | grep -v ' d ' | sort) <(cd $t; find . -printf '%P %y %m %s %l %Ts\n' | grep -v ' d ' | sort)
              diff <(cd "$SCRATCH/tree"; find . -type d -printf '%P %m %Ts\n' | sort) <(cd "$HOST/$t"; find . -type d -printf '%P %m %Ts\n' | sort)
            done
            test "$(stat -c %i "$HOST/tree/hard")" = "$(stat -c %i "$HOST/tree/d/e/t")"
            tar -C "$GUEST" -cf - tree | tar -C "$SCRATCH" -df -
            """);
    }

    [Test]
    public void Sqlite_keeps_its_data_in_both_journal_modes()
    {
        string script = """
            for mode in delete wal; do
              sqlite3 db.$mode "pragma journal_mode=$mode; create table t(a integer primary key, b text);"
              sqlite3 db.$mode "with recursive n(i) as (select 1 union all select i+1 from n where i<5000) insert into t(b) select hex(randomblob(20)) from n;"
              for i in 1 2 3 4 5; do sqlite3 db.$mode "insert into t(b) values('x$i'); update t set b=b||'y' where a % 7 = $i; delete from t where a % 501 = $i;"; done
              ( for i in 1 2 3 4 5 6; do sqlite3 -cmd '.timeout 20000' db.$mode "insert into t(b) values('left')"; done ) &
              for i in 1 2 3 4 5 6; do sqlite3 -cmd '.timeout 20000' db.$mode "insert into t(b) values('right')"; done
              wait
              test "$(sqlite3 db.$mode 'pragma integrity_check')" = ok
              sqlite3 db.$mode "select count(*) from t where b in ('left','right')"
            done
            """;
        Assert.That(_mount.Do(script).Split('\n'), Is.EqualTo(new[] { "delete", "12", "wal", "12" }));
    }

    [Test]
    public void A_c_program_builds_and_runs()
    {
        Assert.That(_mount.Do("""
            mkdir c; cd c
            for i in 1 2 3 4 5; do echo "int f$i(int x) { return x + $i; }" > f$i.c; done
            printf '#include <stdio.h>\n%s\nint main(void) { printf("%%d\\n", f1(f2(f3(f4(f5(0)))))); }\n' "$(for i in 1 2 3 4 5; do echo "int f$i(int);"; done)" > main.c
            printf 'OBJ = main.o f1.o f2.o f3.o f4.o f5.o\nsum: lib.a main.o\n\t$(CC) -o $@ main.o lib.a\nlib.a: f1.o f2.o f3.o f4.o f5.o\n\tar rcs $@ $^\nclean:\n\trm -f *.o *.a sum\n' > Makefile
            make -s -j2; ./sum; make -s clean; make -s; make -q && ./sum
            """), Is.EqualTo("15\n15"));
    }

    [Test]
    public void What_posix_promises_about_open_files_holds()
    {
        _mount.Do("""
            mkdir posix; cd posix
            echo one > a; for i in 1 2 3; do echo $i >> a & done; wait; test $(wc -l < a) = 4
            ( set -o noclobber; no 'echo x > a' ) 2>/dev/null; set +o noclobber; echo new > a; test "$(cat a)" = new
            exec 5< a; rm a; test "$(cat <&5)" = new; exec 5<&-
            exec 6> w; rm w; echo lost >&6; exec 6>&-
            echo 1 > r1; echo 2 > r2; mv r1 r2; test "$(cat r2)" = 1; test ! -e r1
            exec 7>> r2; mv r2 r3; echo more >&7; exec 7>&-; test "$(cat r3)" = "$(printf '1\nmore')"
            touch -d '1999-12-31 23:59:59 UTC' r3; test $(stat -c %Y r3) = 946684799; test $(stat -c %Y "$HOST/posix/r3") = 946684799
            chmod 4751 r3; test $(stat -c %a "$HOST/posix/r3") = 751
            umask 027; : > m; mkdir md; test $(stat -c %a "$HOST/posix/m") = 640; test $(stat -c %a "$HOST/posix/md") = 750
            umask 0; : > m0; mkdir md0; test $(stat -c %a "$HOST/posix/m0") = 666; test $(stat -c %a "$HOST/posix/md0") = 777
            ln r3 hard; test $(stat -c %h "$HOST/posix/r3") = 2
            ln -s /etc/passwd s; test "$(readlink "$HOST/posix/s")" = /etc/passwd; touch -h -d @1000 s; test $(stat -c %Y "$HOST/posix/s") = 1000
            mkdir full; : > full/x; [[ "$(rmdir full 2>&1)" == *'not empty'* ]]; [[ "$(mkdir full 2>&1)" == *exists* ]]
            mkdir empty; mv -T empty full 2>/dev/null && exit 1; mv -T full moved; test -e moved/x
            no 'mkfifo fifo'
            truncate -s 100 t; truncate -s 5 t; test $(stat -c %s "$HOST/posix/t") = 5
            test "$(df --output=size -B1 . | tail -1)" = "$(df --output=size -B1 "$HOST" | tail -1)"
            """);
    }

    [Test]
    public void A_sparse_file_of_more_than_4_gigabytes_is_read_where_it_was_written()
    {
        _mount.Do("""
            truncate -s 5G huge; printf end | dd of=huge bs=1 seek=5000000000 conv=notrunc status=none
            test "$(dd if=huge bs=1 skip=5000000000 count=3 status=none)" = end; test $(stat -c %s huge) = 5368709120
            test "$(dd if="$HOST/huge" bs=1 skip=5000000000 count=3 status=none)" = end; test $(du -k "$HOST/huge" | cut -f1) -lt 100; rm huge
            """);
    }

    [Test]
    public void Names_are_bytes()
    {
        _mount.Do("""
            mkdir names; cd names
            long=$(printf 'n%.0s' $(seq 255)); odd=$(printf 'new\nline'); bad=$(printf 'x\xff\xfey')
            for n in "$long" "$odd" "$bad" ' ' '-rf' '*' '\' 'é' $'\e[31m'; do echo "$n" > "./$n"; test "$(cat "$HOST/names/$n")" = "$n"; done
            test $(ls -b | wc -l) = 9; mkdir "$bad.d"; mv "./$bad" "$bad.d/$odd"; test "$(cat "$bad.d/$odd")" = "$bad"
            no ': > "${long}x"'; rm -rf "./$odd" "$bad.d"; test $(ls -b | wc -l) = 7
            """);
    }

    [Test]
    public void Ten_thousand_files_in_one_folder_are_all_there()
    {
        Assert.That(_mount.Do("mkdir many; (cd \"$HOST/many\"; seq -f 'file-%05g' 10000 | xargs touch); ls many | sort | md5sum; seq -f 'file-%05g' 10000 | md5sum; ls -l many | wc -l; find many -type f | wc -l; rm -r many")
            .Split('\n'), Has.Exactly(4).Items.And.ItemAt(2).EqualTo("10001").And.ItemAt(3).EqualTo("10000").And.Matches<string[]>(lines => lines[0] == lines[1]));
    }

    [Test]
    public void A_change_made_on_the_host_is_seen_soon()
    {
        _mount.Do("echo old > seen; test $(stat -c %s seen) = 4; echo longer > \"$HOST/seen\"; sleep 2.1; test $(stat -c %s seen) = 7; test \"$(cat seen)\" = longer; ls >/dev/null; : > \"$HOST/appeared\"; sleep 2.1; ls | grep -q appeared; rm \"$HOST/seen\"; sleep 2.1; test ! -e seen");
    }
}
