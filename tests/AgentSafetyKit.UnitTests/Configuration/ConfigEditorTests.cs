using System.Text.RegularExpressions;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed partial class ConfigEditorTests
{
    private static readonly MountAddition New = new("/new/n");
    private static readonly MachineAddition Box = new("main", 2, ByteSize.FromGibibytes(4), ByteSize.FromGibibytes(20));

    [Test]
    public void A_list_grows_at_its_end_and_all_else_stays() => Assert.That(
        ConfigEditor.AddMount("# mine\nmounts:  # folders\n- source: '/a'   # first\n  # about a\n# not about a\n\nvms: # later\n  v: {cpu: 1, ram: 1G, disk: 9G}\n", New),
        Is.EqualTo("# mine\nmounts:  # folders\n- source: '/a'   # first\n  # about a\n- source: /new/n\n# not about a\n\nvms: # later\n  v: {cpu: 1, ram: 1G, disk: 9G}\n"));

    [TestCase("", "mounts:\n  - source: /new/n\n")]
    [TestCase("# c", "# c\n\nmounts:\n  - source: /new/n\n")]
    [TestCase("---\n...\n", "---\n\nmounts:\n  - source: /new/n\n...\n")]
    [TestCase("mounts: []\nvms: {}\n", "mounts:\n  - source: /new/n\nvms: {}\n")]
    [TestCase("mounts: [ ]   # none\nvms: {}", "mounts:   # none\n  - source: /new/n\nvms: {}")]
    [TestCase("mounts:\nvms: {}\n", "mounts:\n  - source: /new/n\nvms: {}\n")]
    [TestCase("mounts: null # none\n", "mounts: # none\n  - source: /new/n\n")]
    [TestCase("mounts: ~", "mounts:\n  - source: /new/n\n")]
    [TestCase("mounts: [{source: /a}]\n", "mounts: [{source: /a}, {source: /new/n}]\n")]
    [TestCase("mounts: [\n  {source: /a}, # a\n]\n", "mounts: [\n  {source: /a}, {source: /new/n}, # a\n]\n")]
    [TestCase("mounts: [ # c\n ]\n", "mounts: [{source: /new/n} # c\n ]\n")]
    [TestCase("{vms: {}}", "{vms: {}, mounts: [{source: /new/n}]}")]
    [TestCase("{}", "{mounts: [{source: /new/n}]}")]
    [TestCase("{mounts: [], vms: {}}", "{mounts: [{source: /new/n}], vms: {}}")]
    [TestCase("{mounts: null}", "{mounts: [{source: /new/n}]}")]
    [TestCase("mounts:\r\n    - source: /a\r\nvms: {}\r\n", "mounts:\r\n    - source: /a\r\n    - source: /new/n\r\nvms: {}\r\n")]
    [TestCase("mounts:\n  -\n    source: /a", "mounts:\n  -\n    source: /a\n  - source: /new/n\n")]
    [TestCase("mounts:\n  - source: /a\n    vm:\n", "mounts:\n  - source: /a\n    vm:\n  - source: /new/n\n")]
    [TestCase("mounts:\n  - source: |-\n      /a\n\nvms: {}\n", "mounts:\n  - source: |-\n      /a\n\n  - source: /new/n\nvms: {}\n")]
    [TestCase("\uFEFFmounts: []\n", "\uFEFFmounts:\n  - source: /new/n\n")]
    [TestCase("mounts:\n  - &a\n    source: /a\n", "mounts:\n  - &a\n    source: /a\n  - source: /new/n\n")]
    [TestCase("  mounts:\n    - source: /a\n  vms: {}\n", "  mounts:\n    - source: /a\n    - source: /new/n\n  vms: {}\n")]
    public void Every_layout_keeps_its_style(string before, string after) => Assert.That(ConfigEditor.AddMount(before, New), Is.EqualTo(after));

    [TestCase("mounts:\n  - source: /a\n  - source: /b\n", 0, "mounts:\n  - source: /b\n")]
    [TestCase("mounts:\n  - source: /a\n  - source: /b\n", 1, "mounts:\n  - source: /a\n")]
    [TestCase("mounts:\n  - source: /a\nvms: {}\n", 0, "mounts:\nvms: {}\n")]
    [TestCase("# mine\nmounts:  # folders\n- source: '/a'   # first\n  # about a\n# about b\n- source: /b\n  vm: v # c\n\nvms: {}\n", 0, "# mine\nmounts:  # folders\n# about b\n- source: /b\n  vm: v # c\n\nvms: {}\n")]
    [TestCase("mounts:\n- source: /a\n# about b\n- source: /b\n  vm: v # c\n\nvms: {}\n", 1, "mounts:\n- source: /a\n# about b\n\nvms: {}\n")]
    [TestCase("mounts: [{source: /a}, {source: /b}, {source: /c}]\n", 1, "mounts: [{source: /a}, {source: /c}]\n")]
    [TestCase("mounts: [{source: /a}, {source: /b}]\n", 1, "mounts: [{source: /a}]\n")]
    [TestCase("mounts: [{source: /a}]\n", 0, "mounts: []\n")]
    [TestCase("mounts: [{source: /a}, {source: /b, protect: [x]}]\n", 1, "mounts: [{source: /a}]\n")]
    [TestCase("mounts: [\n  {source: /a}, # a\n  {source: /b}, # b\n]\n", 1, "mounts: [\n  {source: /a}, # b\n]\n")]
    [TestCase("mounts:\n  - {source: /a}  # a\n  - {source: /b, protect: [x]}  # b\n", 1, "mounts:\n  - {source: /a}  # a\n")]
    [TestCase("{mounts: [{source: /a}, {source: /b}], vms: {}}", 0, "{mounts: [{source: /b}], vms: {}}")]
    [TestCase("mounts:\r\n    - source: /a\r\n    - source: /b\r\nvms: {}\r\n", 0, "mounts:\r\n    - source: /b\r\nvms: {}\r\n")]
    [TestCase("mounts:\n  -\n    source: /a\n    protect:\n      - x\n      - y\n  - source: /b", 0, "mounts:\n  - source: /b")]
    [TestCase("mounts:\n  - source: /a\n    vm:\n  - source: /b\n", 0, "mounts:\n  - source: /b\n")]
    [TestCase("mounts:\n  - source: |-\n      /a\n\n  - source: /b\n", 0, "mounts:\n  - source: /b\n")]
    [TestCase("mounts:\n  - {source: /a}\n  - &b {source: /b}\n  - *b\n", 2, "mounts:\n  - {source: /a}\n  - &b {source: /b}\n")]
    public void A_mount_is_taken_out_and_all_else_stays(string before, int index, string after) => Assert.That(ConfigEditor.RemoveMount(before, index), Is.EqualTo(after));

    [TestCase("mounts:\n  - &a {source: /a}\n  - *a\n", 0)]
    [TestCase("x: &m [{source: /a}]\nmounts: *m\n", 0)]
    [TestCase("mounts: []\n", 0)]
    public void A_mount_that_can_not_be_taken_out_alone_is_left(string text, int index) =>
        Assert.That(Assert.Throws<KitException>(() => ConfigEditor.RemoveMount(text, index))!.Fix.English, Does.Contain("remove the entry"));

    [TestCase("x: &m [{source: /a}]\nmounts: *m\n")]
    [TestCase("? mounts\n: - source: /a\n")]
    [TestCase("mounts: text\n")]
    [TestCase("mounts: {a: b}\n")]
    [TestCase("- a\n")]
    public void A_layout_beyond_it_is_refused_with_the_lines_to_paste(string text)
    {
        KitException refused = Assert.Throws<KitException>(() => ConfigEditor.AddMount(text, New))!;
        Assert.That(refused.Code, Is.EqualTo(ErrorCode.ConfigInvalid));
        Assert.That(refused.Fix.English, Does.Contain("  - source: /new/n"));
    }

    [Test]
    public void Broken_yaml_is_refused_with_its_line() =>
        Assert.That(Assert.Throws<KitException>(() => ConfigEditor.AddMount("vms: {}\nmounts: [\n", New))!.Cause.English, Does.StartWith("line "));

    [Test]
    public void A_vm_and_an_agent_go_into_their_sections() => Assert.That(
        ConfigEditor.AddAgent(ConfigEditor.AddMachine("vms:\n    old: {cpu: 1, ram: 1G, disk: 9G}\n# agents follow\nagents: {}\n", Box), new AgentAddition("shell", "command", ["bash", "-l"])),
        Is.EqualTo("vms:\n    old: {cpu: 1, ram: 1G, disk: 9G}\n    main:\n      cpu: 2\n      ram: 4G\n      disk: 20G\n# agents follow\nagents:\n  shell:\n    type: command\n    command: [bash, \"-l\"]\n"));

    [Test]
    public void A_name_that_is_taken_is_not_given_twice() =>
        Assert.Throws<KitException>(() => ConfigEditor.AddMachine(Sample.Machine, Box));

    [Test]
    public void The_first_configuration_of_a_user_is_short_and_right()
    {
        string text = ConfigEditor.NewFile(Box, new MountAddition("~/my project", Machine: "main"), new AgentAddition("shell", "command", ["bash", "-l"]));
        KitConfig config = Sample.Config(text);
        Assert.That(text, Is.EqualTo("""
            # Agent Safety Kit. Every key with its default: agsekit config-example

            vms:
              main:
                cpu: 2
                ram: 4G
                disk: 20G

            mounts:
              - source: "~/my project"
                vm: main

            agents:
              shell:
                type: command
                command: [bash, "-l"]

            """));
        Assert.That(config.Mounts[0].Source, Is.EqualTo("/home/anna/my project"));
    }

    [Test]
    public void The_example_can_be_edited()
    {
        KitConfig config = Sample.Config(ConfigEditor.AddMount(ConfigExample.Text, New));
        Assert.That(config.Mounts.Select(m => m.Source), Is.EqualTo(new[] { "/home/anna/work/project", "/new/n" }));
    }

    [Test]
    public void Any_configuration_plus_a_mount_is_the_same_configuration_with_that_mount() =>
        Prop.ForAll(Layouts().ToArbitrary(), text =>
        {
            KitConfig before = Sample.Config(text);
            var addition = new MountAddition("/new/ü # '\"x", "/t/new", "/backups/new", 7, 3, CleanMethod.Tail, false, "v0", ["shell"], true, true);
            string edited = ConfigEditor.AddMount(text, addition);
            KitConfig after = Sample.Config(edited);
            MountSettings added = after.Mounts[^1];
            bool same = ConfigWriterTests.Settings(after with { Mounts = after.Mounts.RemoveAt(after.Mounts.Length - 1) }) == ConfigWriterTests.Settings(before);
            bool asked = (added.Source, added.Target, added.Backup, added.Interval.TotalMinutes, added.MaxBackups, added.Clean, added.FirstBackup, added.Machine, added.ReadOnly)
                == (addition.Source, "/t/new", "/backups/new", 7.0, 3, CleanMethod.Tail, false, "v0", true) && added.AllowedAgents!.Names!.Value.SequenceEqual(["shell"]);
            bool kept = IsSubsequence(Nothing().Replace(text, "mounts:"), edited);
            return (same && asked && kept).Label(edited);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    /// <summary>An empty list gives way to the first mount.</summary>
    [GeneratedRegex(@"mounts: *(\[ *\]|null|~)")]
    private static partial Regex Nothing();

    private static bool IsSubsequence(string part, string whole)
    {
        int at = 0;
        foreach (char letter in whole)
        {
            if (at < part.Length && part[at] == letter)
                at++;
        }

        return at == part.Length;
    }

    /// <summary>The same few settings in every order and layout people write them in.</summary>
    private static Gen<string> Layouts()
    {
        Gen<string> comment = Gen.Elements("", "", "  # note", " # a: [b");
        Gen<string> gap = Gen.Elements("", "", "\n", "# loose comment\n", "\n# two\n\n");
        Gen<string> emptyMounts = Gen.Elements("", "mounts:", "mounts: []", "mounts: [  ]", "mounts: null", "mounts: ~");
        Gen<string> flowMounts = Gen.Elements("mounts: [{source: /p/a}]", "mounts: [{source: /p/a},\n  {source: /p/b, protect: [x]}, ]", "mounts: [\n  {source: /p/a}, # a\n  {source: /p/b} # b\n  ]");
        Gen<string> blockMounts =
            from indent in Gen.Elements("", "  ", "      ")
            from count in Gen.Choose(1, 3)
            from keys in Gen.Elements("", "|interval: 3", "|protect:|  - '*.pem'|  - .env", "|protect: [a, b]|vm: v0", "|vm:", "|target: >-|  /t/x|", "|# deeper comment")
            from note in comment
            select "mounts:" + note + string.Concat(Enumerable.Range(0, count).Select(i => $"\n{indent}- source: /p/m{i}{note}{(i == count - 1 ? keys.Replace("|", "\n" + indent + "  ", StringComparison.Ordinal) : "")}"));
        Gen<string> mounts = Gen.OneOf(emptyMounts, flowMounts, blockMounts);
        return from m in mounts
               from note in comment
               from gaps in gap.ArrayOf(4)
               from order in Gen.Shuffle(new[] { "vms: {v0: {cpu: 1, ram: 1G, disk: 9G}}", "agents:\n  shell:\n    type: command\n    command:\n      - sh" + note, "global: {}" + note, m })
               from newLine in Gen.Elements("\n", "\r\n")
               from end in Gen.Elements("", "\n", "\n\n", "\n...\n")
               select string.Join("\n", order.Where(o => o.Length > 0).Select((o, i) => gaps[i] + o)).Replace("\n", newLine, StringComparison.Ordinal) + end.Replace("\n", newLine, StringComparison.Ordinal);
    }
}
