using System.Text;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Journal;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>Read-only, protected paths, owners and the journal, seen through the real sshfs.</summary>
public sealed class MountRulesTests
{
    [SetUp]
    public void Needs_sshfs()
    {
        if (SshfsMount.Missing is { } missing)
            Assert.Ignore(missing);
    }

    [Test]
    public void A_read_only_mount_is_read_and_not_changed()
    {
        var tally = new ChangeTally(TimeProvider.System);
        using var mount = new SshfsMount(new GuardedFolderOptions { ReadOnly = true, Journal = tally });
        File.WriteAllText(Path.Combine(mount.Host, "a"), "text");
        mount.Do("test \"$(cat a)\" = text; no 'echo x > a'; no 'echo x > b'; no 'mkdir c'; no 'rm a'; no 'mv a b'; no 'ln a b'; no 'ln -s a b'; no 'chmod 600 a'; no 'touch a'; test \"$(ls)\" = a");
        Assert.That(tally.Totals.Changes, Is.Zero);
    }

    [Test]
    public void A_read_only_server_refuses_even_a_guest_that_mounted_it_writable()
    {
        var tally = new ChangeTally(TimeProvider.System);
        using var mount = new SshfsMount(new GuardedFolderOptions { ReadOnly = true, Journal = tally }, change: spec => spec with { ReadOnly = false });
        File.WriteAllText(Path.Combine(mount.Host, "a"), "text");
        mount.Do("test \"$(cat a)\" = text; no 'echo x > a'; no 'echo x >> a'; no 'echo x > b'; no 'mkdir c'; no 'rm a'; no 'mv a b'; no 'ln a b'; no 'ln -s a b'; no 'chmod 600 a'; no 'touch a'; no 'truncate -s 1 a'; test \"$(ls)\" = a; test \"$(cat \"$HOST/a\")\" = text");
        Assert.That(tally.Totals.Changes, Is.Zero);
        Assert.That(tally.Totals.Refused, Is.AtLeast(10));
    }

    [Test]
    public void What_is_protected_stays_as_it_is_by_every_way()
    {
        using var mount = new SshfsMount(new GuardedFolderOptions { Protect = [".git/hooks", ".envrc"] });
        Directory.CreateDirectory(Path.Combine(mount.Host, ".git/hooks"));
        File.WriteAllText(Path.Combine(mount.Host, ".git/hooks/pre-commit"), "good");
        File.WriteAllText(Path.Combine(mount.Host, ".envrc"), "good");
        mount.Do("""
            for f in .envrc .git/hooks/pre-commit; do
              no 'echo bad > $f'; no 'echo bad >> $f'; no 'rm $f'; no 'mv $f other'; no 'chmod 777 $f'; no 'ln $f second'; no 'truncate -s 0 $f'; echo bad > mine; no 'mv mine $f'; no 'touch $f'; test "$(cat $f)" = good
            done
            no 'echo bad > .git/hooks/post-commit'; no 'mkdir .git/hooks/d'; no 'ln -s x .git/hooks/l'; no 'mv .git .g'; no 'mv .git/hooks .git/h'; no 'rm -rf .git/hooks'; mkdir sub; no 'echo x > sub/.envrc'
            echo fine > .git/config; test "$(cat "$HOST/.git/config")" = fine; test "$(cat "$HOST/.git/hooks/pre-commit")" = good
            """);
    }

    [Test]
    public void What_is_hidden_is_not_there_for_programs_and_they_work_beside_it()
    {
        using var mount = new SshfsMount(new GuardedFolderOptions { Hide = [".env", "*.pem", "/private/"], Restrict = "node_modules/.cache\n"u8.ToArray() });
        foreach (string file in new[] { ".env", "sub/.env", "key.pem", "private/diary", "node_modules/.cache/x", "code.c" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(mount.Host, file))!);
            File.WriteAllText(Path.Combine(mount.Host, file), "canary\n");
        }

        Assert.That(mount.Do("find . | sort"), Is.EqualTo(".\n./code.c\n./node_modules\n./sub"));
        mount.Do("""
            for f in .env sub/.env key.pem private private/diary node_modules/.cache/x; do
              no 'cat $f'; no 'ls -d $f'; no 'rm -r $f'; no 'mv $f got'; no 'ln $f got'; no 'cp -r $f got'; no 'touch $f'; no 'mkdir $f'; no 'ln -s code.c $f'; no 'cp code.c $f'; no 'mv code.c $f'; no 'echo x > $f'
              ln -s $f way; no 'cat way'; rm way
            done
            no 'grep -rq canary --exclude=code.c .'; no 'tar cf - . | grep -qa "\.env"'; no 'rm -rf sub'; no 'mv node_modules modules'; mv sub other; no 'cat other/.env'; mv other sub
            git init -q; git add -A; git commit -qm one; test "$(git ls-files)" = code.c; test -z "$(git status --porcelain)"
            """);
        foreach (string file in new[] { ".env", "sub/.env", "key.pem", "private/diary", "node_modules/.cache/x", "code.c" })
            Assert.That(File.ReadAllText(Path.Combine(mount.Host, file)), Is.EqualTo("canary\n"), file);
    }

    [Test]
    public void Everything_belongs_to_the_user_of_the_guest()
    {
        using var mount = new SshfsMount(new GuardedFolderOptions { Owner = new GuestOwner(1234, 5678) });
        mount.Do("echo x > a; mkdir d; ln -s a l; for f in a d l .; do test \"$(stat -c %u:%g $f)\" = 1234:5678; done; chown -h 1234:5678 a l; chown 1234 d; no 'chown 0 a'; [[ \"$(chown 0 a 2>&1)\" == *'not permitted'* ]]; ls -ln > /dev/null; test \"$(stat -c %u:%g \"$HOST/a\")\" = \"$(id -u):$(id -g)\"");
    }

    [Test]
    public void The_journal_hears_of_every_change_and_of_nothing_else()
    {
        var journal = new ListJournal();
        using var mount = new SshfsMount(new GuardedFolderOptions { Journal = journal });
        mount.Do("echo hello > a; cat a; ls -l; stat .; mkdir d; mv a d/b; truncate -s 2 d/b; chmod 600 d/b; ln d/b h; ln -s d s; echo x >> d/b; rm h s d/b; rmdir d");
        Assert.That(journal.Taken, Is.EqualTo(new[]
        {
            "FileCreated a", "FileWritten a 6", "FolderCreated d", "Renamed a > d/b", "FileResized d/b", "AttributesChanged d/b", "HardLinkCreated h > d/b", "SymlinkCreated s", "FileWritten d/b 2",
            "FileRemoved h", "FileRemoved s", "FileRemoved d/b", "FolderRemoved d",
        }));
    }

    [Test]
    public void A_million_bytes_in_small_writes_are_counted_and_not_kept()
    {
        var tally = new ChangeTally(TimeProvider.System);
        using var mount = new SshfsMount(new GuardedFolderOptions { Journal = tally });
        mount.Do("dd if=/dev/zero of=a bs=500 count=2000 status=none; rm a");
        ChangeTotals totals = tally.Totals;
        Assert.That((totals.BytesWritten, totals.Created, totals.Removed), Is.EqualTo((1_000_000, 1, 1)));
        Assert.That(totals.LastChange, Is.Not.Null);
    }

    private sealed class ListJournal : IMountJournal
    {
        private readonly List<string> _taken = [];

        public string[] Taken
        {
            get
            {
                lock (_taken)
                    return [.. _taken];
            }
        }

        public void Record(in MountChange change)
        {
            string other = change.OtherPath.IsEmpty ? "" : " > " + Encoding.UTF8.GetString(change.OtherPath);
            string bytes = change.Bytes == 0 ? "" : $" {change.Bytes}";
            lock (_taken)
                _taken.Add($"{change.Kind} {Encoding.UTF8.GetString(change.Path)}{other}{bytes}");
        }
    }
}
