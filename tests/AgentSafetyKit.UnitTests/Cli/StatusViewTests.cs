using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class StatusViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_whole_picture_is_read_at_eighty_columns() => Assert.That(Shown(Full(), Language.English), Is.EqualTo("""
        VM   STATE        CPU       RAM          DISK       NETWORK  PROCESSES
        box  running      12 % / 2  512MB / 1GB  1GB / 8GB  open     70
        ill  no answer    2         1GB          8GB        open
        new  not created  2         1GB          8GB

          box: node 12 % 100MB · x\x1b[2J 1 % 1MB
        Others: other (Running)
        AGENT   STATE    SINCE  CPU   RAM    VM   RUN    FOLDER
        claude  running  11:30  12 %  100MB  box  night  ~/work/shop

        FOLDER        STATE          VM   IN THE VM AS
        ~/work/shop   live           box  /home/ubuntu/shop
        ~/work/other  agent stopped  box  /home/ubuntu/other

        BACKUPS OF   STATE  LAST         KEPT  FREE  BY
        ~/work/shop  ok     01-01 23:00  7     72GB  night

        Daemon: running (4711)

        ! VM 'ill': it did not answer in time

        """));

    [TestCase(Language.English)]
    [TestCase(Language.Russian)]
    public void No_line_of_it_is_longer_than_eighty_columns(Language language) =>
        Assert.That(Shown(Full(), language).Split('\n').Where(line => line.Length > 80), Is.Empty);

    [Test]
    public void Where_there_is_nothing_and_all_is_well_that_is_said() => Assert.That(
        Shown(new StatusReport(Now, true, [], [], [], [], [], [], [], new DaemonPresence("notRunning", null)), Language.English),
        Is.EqualTo("VMs: none yet\nAgents: none at work\nDaemon: not running\n\nAll is well.\n"));

    [TestCase(5)]
    [TestCase(10)]
    [TestCase(20)]
    [TestCase(21)]
    [TestCase(60)]
    public void A_live_picture_never_scrolls_and_what_asks_for_attention_is_always_in_it(int rows)
    {
        string shown = Shown(Full(), Language.English, rows)["\e[H\e[J".Length..];
        string[] lines = shown.Split('\n');
        Assert.That(lines, Has.Length.LessThanOrEqualTo(rows), "with the line the cursor is left in");
        Assert.That(shown, Does.Contain("! VM 'ill'").And.StartWith("VM "));
        Assert.That(shown.Contains("more lines: agsekit status", StringComparison.Ordinal), Is.EqualTo(rows < 21));
    }

    private static string Shown(StatusReport report, Language language, int rows = 0)
    {
        using var output = new StringWriter();
        using var terminal = new UserTerminal(
            new TerminalStreams(TextReader.Null, output, TextWriter.Null), new TerminalSettings { Language = language, OutputIsTerminal = rows > 0, NoColor = true, Rows = () => rows });
        StatusView.Show(report, terminal, "/home/u", TimeZoneInfo.Utc, again: rows > 0);
        return output.ToString();
    }

    private static StatusReport Full() => new(
        Now,
        false,
        ["VM 'ill': it did not answer in time"],
        [
            Machine("box", "running") with { CpuPercent = 12, MemoryUsedBytes = 512L << 20, DiskUsedBytes = 1L << 30, Answers = true, Processes = 70, Busiest = [new ProcessStatus(1, "node", 12, 100L << 20), new ProcessStatus(2, "x\\x1b[2J", 1, 1L << 20)] },
            Machine("ill", "running") with { Answers = false, Cause = "it did not answer in time" },
            Machine("new", "notCreated") with { Network = null },
        ],
        [new OtherMachineStatus("other", "multipass", "Running")],
        [new MountStatus("/home/u/work/shop", "/home/ubuntu/shop", "box", "live", false, Now, null), new MountStatus("/home/u/work/other", "/home/ubuntu/other", "box", "live", false, Now, null, Tripped: true)],
        [new AgentStatus("20260102-113000-1a2b", "night", "claude", "box", "/home/u/work/shop", true, "running", true, Now.AddMinutes(-30), 12, 100L << 20, 3, 5, null)],
        [],
        [new FolderBackupStatus("/home/u/work/shop", "/home/u/work/backups-shop", "ok", "20260101-230000", Now.AddHours(-13), null, null, null, null, 7, 72L << 30, "night", null)],
        new DaemonPresence("running", 4711));

    private static MachineStatus Machine(string name, string state) => new(name, state, "qemu", 2, 1L << 30, 8L << 30, null, null, null, null, "open", false, null, null, null, [], null);
}
