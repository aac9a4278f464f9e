using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary><c>cp</c> with a real guest, and a hostile one.</summary>
internal sealed class CopyScenarios : MachineScenario
{
    [Test]
    public void Trees_of_any_names_go_in_and_come_out_unchanged()
    {
        Shell("""
            mkdir -p "$1/odd name/in ner" && cd "$1/odd name"
            printf one > "$(printf 'a\nb \377')"; head -c 20000000 /dev/urandom > big; : > empty; mkdir none; ln -s big link; printf '#!/bin/sh\n' > tool; chmod 755 tool
            printf x > -rf; truncate -s 30M holes
            """, Project);
        CommandResult sent = Kit.Run("cp", "odd name", $"{Machine}:");
        Assert.That((sent.ExitCode, sent.OutputText), Is.EqualTo((0, $"odd name → {Machine}:./odd name: files: 7, 49 MB\n")), sent.ErrorText);
        Assert.That(Guest("cd ~/'odd name' && ls -A | wc -l; stat -c %a tool; readlink link; cat ./-rf"), Is.EqualTo("10\n755\nbig\nx"));
        CommandResult fetched = Kit.Run("cp", $"{Machine}:odd name/", "back");
        Assert.That((fetched.ExitCode, fetched.OutputText), Is.EqualTo((0, $"{Machine}:odd name/ → {Project}/back: files: 7, 49 MB\n")), fetched.ErrorText);
        Shell("diff -r --no-dereference \"$1/odd name\" \"$1/back\" && test -x \"$1/back/tool\"", Project);

        AssertRefused(Kit.Run("cp", "odd name", $"{Machine}:", "--no-input"), 2, "--yes");
        Guest("echo mine > ~/'odd name/mine'; echo other > ~/'odd name/tool'");
        CommandResult again = Kit.Run("cp", "odd name", $"{Machine}:", "--yes");
        Assert.That(again.ExitCode, Is.Zero);
        Assert.That(again.ErrorText, Does.Contain("the others stay"));
        Assert.That(Guest("cd ~/'odd name'; cat mine tool; ls -A ~ | grep -c agsekit-copy || :"), Is.EqualTo("mine\n#!/bin/sh\n0\n"));

        Assert.That(Kit.Run("cp", $"{Machine}:/etc/hostname", ".").ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(Project, "hostname")), Is.EqualTo(Machine + "\n"));
        Assert.That(Kit.Run("cp", "hostname", $"{Machine}:/tmp/new name").ExitCode, Is.Zero);
        Assert.That(Guest("cat '/tmp/new name'; rm -rf '/tmp/new name' ~/'odd name'"), Is.EqualTo(Machine + "\n"));
    }

    [Test]
    public void What_can_not_be_copied_is_refused_with_the_reason()
    {
        File.WriteAllText(Path.Combine(Project, "file"), "x");
        File.CreateSymbolicLink(Path.Combine(Project, "planted"), "/etc/passwd");
        AssertRefused(Kit.Run("cp", "planted", $"{Machine}:"), 2, "it is a link");
        AssertRefused(Kit.Run("cp", "file", "other"), 2, "neither side is in a VM");
        AssertRefused(Kit.Run("cp", $"{Machine}:a", $"{Machine}:b"), 2, "both sides");
        AssertRefused(Kit.Run("cp", "file", "bix:"), 2, "did you mean 'box'?");
        AssertRefused(Kit.Run("cp", $"{Machine}:/nope", "."), 5, "nothing by that path in the VM");
        AssertRefused(Kit.Run("cp", "file", $"{Machine}:/root/x"), 5, "cd to /root");
        AssertRefused(Kit.Run("cp", "file", $"{Machine}:/nope/x"), 5, "/nope");
        AssertRefused(Kit.Run("cp", $"{Machine}:/etc", "file"), 2, "a folder is copied");
        CommandResult some = Kit.Run("cp", $"{Machine}:/etc/sudoers.d", "got");
        Assert.That(some.ExitCode, Is.EqualTo(7).Or.EqualTo(5));
        Assert.That(some.ErrorText, Does.Contain("ermission denied"));
    }

    [Test]
    public void A_hostile_guest_writes_nothing_outside_the_copy()
    {
        string outside = Path.Combine(Root, "outside");
        File.WriteAllText(outside, "safe");
        Guest("""
            sudo mv /usr/bin/tar /usr/bin/tar.real
            printf '#!/bin/sh\nexec python3 /tmp/evil.py\n' | sudo tee /usr/bin/tar > /dev/null && sudo chmod 755 /usr/bin/tar
            cat > /tmp/evil.py <<'PY'
            import io, sys, tarfile
            out = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.GNU_FORMAT)
            def add(name, data=b'evil', **more):
                entry = tarfile.TarInfo(name); entry.size = len(data)
                for key, value in more.items(): setattr(entry, key, value)
                out.addfile(entry, io.BytesIO(data))
            add('./', b'', type=tarfile.DIRTYPE, mode=0o755)
            add('./setuid', mode=0o4755)
            add('./up', b'', type=tarfile.SYMTYPE, linkname='..')
            add('./up/outside')
            add('../outside')
            out.close()
            PY
            mkdir -p ~/bait
            """);
        try
        {
            CommandResult result = Kit.Run("cp", $"{Machine}:bait", "got");
            Assert.That(result.ExitCode, Is.EqualTo(5));
        }
        finally
        {
            Guest("sudo mv -f /usr/bin/tar.real /usr/bin/tar; rm -rf /tmp/evil.py ~/bait");
        }

        Assert.That(File.ReadAllText(outside), Is.EqualTo("safe"));
        Assert.That(Directory.EnumerateFileSystemEntries(Project), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName), Does.Contain("outside"));
    }

    [Test]
    public async Task A_copy_that_is_broken_off_leaves_no_half_file_on_either_side()
    {
        Shell("mkdir \"$1/tree\" && head -c 300000000 /dev/urandom > \"$1/tree/big\"", Project);
        ChildProcess sending = Kit.Start(AgentLog, "cp", "tree", $"{Machine}:");
        await Until(() => Guest("du -s ~/.agsekit-copy.* 2> /dev/null | awk '{print ($1 > 5000)}'").Contains('1', StringComparison.Ordinal), "half of it in the guest");
        sending.Send(Signal.Interrupt);
        Assert.That(await EndOf(sending), Is.EqualTo(130));
        await Until(() => Guest("ls -A ~ | grep -c -e tree -e agsekit-copy || :") == "0\n", "nothing in the guest");

        Guest("mkdir -p ~/tree && head -c 300000000 /dev/zero > ~/tree/big");
        Directory.Delete(Path.Combine(Project, "tree"), recursive: true);
        ChildProcess fetching = Kit.Start(AgentLog, "cp", $"{Machine}:tree", ".");
        await Until(() => Directory.EnumerateFiles(Project, "big", SearchOption.AllDirectories).Any(), "half of it here");
        fetching.Send(Signal.Interrupt);
        Assert.That(await EndOf(fetching), Is.EqualTo(130));
        Assert.That(Directory.EnumerateFileSystemEntries(Project), Is.Empty);
        Guest("rm -rf ~/tree");
    }
}
