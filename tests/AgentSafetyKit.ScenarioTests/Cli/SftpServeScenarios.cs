using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>The file server behind a pipe, used by OpenSSH's own client.</summary>
[Parallelizable]
internal sealed class SftpServeScenarios : Scenario
{
    [Test]
    public void Sftp_reads_writes_renames_and_links_in_it_and_sees_it_as_the_root()
    {
        File.WriteAllText(Path.Combine(Project, "a"), "one\n");
        string all = Sftp([], "pwd", "mkdir d", "put /dev/stdin d/no", $"put {Project}/a d/b", "rename d/b d/c", "ln -s c d/link", "ln d/c d/hard", "chmod 600 d/c", $"get d/c {Root}/got", "ls -l /d", "df /");
        Assert.That(all, Does.Contain("Remote working directory: /\n"));
        Assert.That(File.ReadAllText(Path.Combine(Root, "got")), Is.EqualTo("one\n"));
        Assert.That(Shell("cd d && stat -c '%n %a %h %F' c hard && readlink link"), Is.EqualTo("c 600 2 regular file\nhard 600 2 regular file\nc\n"));
    }

    [Test]
    public void No_path_and_no_link_leads_out_and_rules_hold()
    {
        string outside = Path.Combine(Root, "outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "secret"), "secret\n");
        File.WriteAllText(Path.Combine(Project, ".envrc"), "mine\n");
        Directory.CreateSymbolicLink(Path.Combine(Project, "out"), outside);
        string before = Fingerprint(outside);
        string[] attempts = [$"get out/secret {Root}/got", $"get ../outside/secret {Root}/got", $"get {outside}/secret {Root}/got", $"put {Project}/.envrc out/new", "rm out/secret", "ln -s ../outside/secret l2", $"get l2 {Root}/got", "rm l2"];
        string said = Sftp([], attempts);
        Assert.That((File.Exists(Path.Combine(Root, "got")), Fingerprint(outside)), Is.EqualTo((false, before)), said);
        Sftp(["--protect", ".envrc"], $"put {outside}/secret .envrc", "rm .envrc", "rename .envrc x");
        Sftp(["--read-only"], $"put {outside}/secret new", "rm .envrc", "mkdir d");
        Assert.That(Shell("cat .envrc; ls -A"), Is.EqualTo("mine\n.envrc\nout\n"));
    }

    [Test]
    public void What_is_hidden_is_neither_named_nor_read_nor_made()
    {
        foreach (string name in new[] { ".env", "key.pem", "notes", "code" })
            File.WriteAllText(Path.Combine(Project, name), "mine\n");
        File.WriteAllText(Path.Combine(Project, ".agsekit-restrict"), "# for me only\n/notes\n");
        string before = Fingerprint(Project);
        string[] attempts = ["ls -la", $"get .env {Root}/got", $"get notes {Root}/got", $"get key.pem {Root}/got", $"put {Project}/code new.pem", "rename code .env", "rename notes mine", "rm notes", "ln notes mine", $"put {Project}/code .agsekit-restrict", "rm .agsekit-restrict"];
        string said = Sftp(["--hide", ".env", "--hide", "*.pem"], attempts);
        Assert.That((File.Exists(Path.Combine(Root, "got")), Fingerprint(Project)), Is.EqualTo((false, before)), said);
        Assert.That(said.Split("sftp> -get")[0], Does.Contain(" code\n").And.Contain(" .agsekit-restrict\n").And.Not.Contain(".env").And.Not.Contain(".pem").And.Not.Contain("notes"));

        File.Delete(Path.Combine(Project, ".agsekit-restrict"));
        File.CreateSymbolicLink(Path.Combine(Project, ".agsekit-restrict"), "code");
        AssertRefused(Kit.Run("sftp-serve", "--root", Project), 2, "is not mounted without the rules of its .agsekit-restrict");
    }

    [Test]
    public void What_is_no_client_is_told_so()
    {
        AssertRefused(Kit.RunWithInput("GET / HTTP/1.1\r\n\r\n", "sftp-serve", "--root", Project), 4, "the folder is no longer served");
        AssertRefused(Kit.Run("sftp-serve", "--root", Path.Combine(Root, "gone")), 2, "there is no folder");
        Assert.That(Kit.Run("sftp-serve", "--root", Project).ExitCode, Is.Zero, "a client that goes at once");
    }

    /// <summary>What sftp said; lines that fail do not end it.</summary>
    private string Sftp(string[] options, params string[] lines)
    {
        string batch = Path.Combine(Root, "batch");
        File.WriteAllLines(batch, lines.Select(line => "-" + line));
        string server = $"{KitBinary.Path} sftp-serve --root {Project} {string.Join(' ', options)}";
        return Shell("AGSEKIT_HOME=\"$1\" sftp -q -b \"$2\" -D \"$3\" 2>&1", Home, batch, server);
    }
}
