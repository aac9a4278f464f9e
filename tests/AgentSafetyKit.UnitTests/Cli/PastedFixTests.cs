using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Cli;

/// <summary>A command that an error or a hint about snapshots shows is one that can be pasted: it goes to the end of its line, the program takes it, and it means the store it was said of, wherever the user stands.</summary>
public sealed class PastedFixTests
{
    private const string Odd = "a folder\nof 'mine'";
    private string _work = "";

    private string Source => Path.Combine(_work, Odd);

    private string Backups => Path.Combine(_work, "backups-" + Odd);

    private string[] Place => ["--source-dir", Source, "--dest-dir", Backups];

    [SetUp]
    public void MakeFolder()
    {
        _work = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "-a"), "1");
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_work, recursive: true);

    [TestCase("backups|SOURCE", 1)]
    [TestCase("backup verify|PLACE", 1)]
    [TestCase("backup show|nope|PLACE", 1)]
    [TestCase("backup history|PLACE|--|-a", 1)]
    [TestCase("backup find|x|PLACE", 1)]
    [TestCase("backup find||PLACE", 1)]
    [TestCase("backup diff|PLACE", 1)]
    [TestCase("backup restore|nope|--yes|PLACE", 1)]
    [TestCase("backup pin|nope|PLACE", 1)]
    [TestCase("backup-once|--source-dir||--dest-dir|x", 0)]
    [TestCase("backup-once|PLACE|--bad", 1)]
    [TestCase("backup-repeated|PLACE|--interval|0", 0)]
    [TestCase("backup-repeated|PLACE|--max-backups|-1", 0)]
    [TestCase("backup-repeated|PLACE|--backup-clean-method|x", 0)]
    [TestCase("backup-repeated|PLACE|--continuous|--no-continuous", 0)]
    [TestCase("backup-repeated-all", 2)]
    [TestCase("backup-repeated-mount", 2)]
    [TestCase("backup-clean|SOURCE|tail|20", 0)]
    [TestCase("backup-clean|SOURCE|20|last", 0)]
    public void Before_the_first_snapshot(string typed, int commands) => Require(typed, commands);

    [TestCase("backup show|nope|PLACE", 1)]
    [TestCase("backup show|ID:x|PLACE", 1)]
    [TestCase("backup show|ID:/etc|PLACE", 0)]
    [TestCase("backup history|PLACE|--|-a", 2)]
    [TestCase("backup history|zzz|PLACE", 1)]
    [TestCase("backup diff|ID|zzz|PLACE", 1)]
    [TestCase("backup diff|20000101-000000|PLACE", 1)]
    [TestCase("backup restore|nope|--yes|PLACE", 1)]
    [TestCase("backup restore|ID|zzz|--yes|PLACE", 1)]
    [TestCase("backup restore|ID|--to|BACKUPS/x|--yes|PLACE", 0)]
    [TestCase("backup pin|nope|PLACE", 1)]
    [TestCase("backup verify|nope|PLACE", 1)]
    [TestCase("backup verify|ID|--source|PLACE", 1)]
    public void With_a_snapshot(string typed, int commands)
    {
        Run("backup-once", Place);
        Require(typed, commands);
    }

    [Test]
    public void When_the_folder_was_emptied()
    {
        Run("backup-once", Place);
        File.Delete(Path.Combine(Source, "-a"));
        string[] shown = Require("backup-once|PLACE|--exclude|*.o", 2);
        Assert.That(shown[0], Does.Contain("--exclude '*.o'").And.EndWith(" --yes"));
    }

    [Test]
    public void What_a_restore_says_of_the_way_back()
    {
        Run("backup-once", Place);
        File.WriteAllText(Path.Combine(Source, "-a"), "22");
        string[] shown = Require("backup restore|ID|--yes|PLACE", 1);
        Assert.That(shown[0], Does.StartWith("agsekit backup restore 2"));
    }

    [Test]
    public void When_a_snapshot_is_damaged()
    {
        Run("backup-once", Place);
        File.WriteAllText(Path.Combine(Directory.GetDirectories(Backups).Single(), "-a"), "rotten");
        string[] shown = Require("backup verify|PLACE", 1);
        Assert.That(shown[0], Does.Contain("backup history --source-dir").And.EndWith("-- -a"));
    }

    private string[] Require(string typed, int commands)
    {
        string newest = Directory.Exists(Backups) ? Path.GetFileName(Directory.GetDirectories(Backups).Order(StringComparer.Ordinal).Last()) : "";
        string[] words = [.. typed.Split('|').SelectMany(word => word switch
        {
            "PLACE" => Place,
            "SOURCE" => [Source],
            _ => [word.Replace("ID", newest, StringComparison.Ordinal).Replace("BACKUPS", Backups, StringComparison.Ordinal)],
        })];
        string all = Run(Language.English, words[0].Split(' '), words[1..]);
        // The first line of an error names the command that was called; it is not there to be pasted.
        string[] lines = [.. all.Split('\n').Where(line => !line.StartsWith("agsekit:", StringComparison.Ordinal))];
        string[] shown = [.. lines.Where(line => line.Contains("agsekit ", StringComparison.Ordinal)).Select(line => line[line.IndexOf("agsekit ", StringComparison.Ordinal)..])];
        Assert.That(shown, Has.Length.EqualTo(commands), all);
        Assert.That(lines, Has.None.Contain("'agsekit").And.None.Contain("(agsekit"));
        foreach (string command in shown)
        {
            string[] call = AsBashReads(command);
            KitCommand root = AllCommands.Root();
            ParseResult parsed = root.Parse(PassThrough.Mark(root, call), new ParserConfiguration { ResponseFileTokenReplacer = null });
            Assert.That(parsed.GetValue(GlobalOptions.Help) ? [] : parsed.Errors.Select(error => error.Message), Is.Empty, command);
            Assert.That(UsageError.StrayOption(parsed)?.Message, Is.Null, command);
            if (command.Contains("-dir", StringComparison.Ordinal))
                Assert.That(call, Does.Contain(Source), command);
        }

        return shown;
    }

    private string[] AsBashReads(string command)
    {
        CommandSpec shell = CommandSpec.Of("/bin/bash", "-c", $"agsekit() {{ printf '%s\\0' \"$@\"; }}; {command}");
        CommandResult read = new CommandRunner(TimeProvider.System).RunAsync(shell, default, TimeSpan.FromMinutes(1), null, CancellationToken.None).GetAwaiter().GetResult();
        Assert.That(read.ExitCode, Is.Zero, command);
        return read.OutputText.Split('\0')[..^1];
    }

    private void Run(string command, string[] words) => Run(Language.English, command.Split(' '), words);

    private string Run(Language language, string[] command, string[] words)
    {
        var all = new StringWriter();
        var services = new KitServices(KitPaths.From(name => name == "AGSEKIT_HOME" ? Path.Combine(_work, "home") : null, 0), TimeProvider.System);
        var dispatcher = new Dispatcher(new TerminalStreams(TextReader.Null, all, all), new TerminalSettings { Language = language }, services, AllCommands.Root);
        _ = dispatcher.RunAsync([.. command, .. words], CancellationToken.None).GetAwaiter().GetResult();
        return all.ToString();
    }
}
