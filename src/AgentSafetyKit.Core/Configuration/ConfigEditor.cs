using System.Globalization;
using System.Text;
using AgentSafetyKit.Configuration.Editing;
using AgentSafetyKit.Configuration.Effective;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>
/// Adds to a configuration's text, or takes out of it, without touching the rest: comments, order, quoting and line ends stay. Each result is read again before it is handed out and has to be
/// the old content with that change, nothing else; a file laid out in a way this can not be done for is refused with what to do by hand.
/// </summary>
public static class ConfigEditor
{
    private const string Header = "# Agent Safety Kit. Every key with its default: agsekit config-example\n";

    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: the text is not YAML, or can not be edited by us.</exception>
    public static string AddMount(string text, MountAddition mount) => Add(text, "mounts", new SectionEntry(null, Fields(mount)));

    /// <inheritdoc cref="AddMount"/>
    public static string AddMachine(string text, MachineAddition machine) => Add(text, "vms", new SectionEntry(machine.Name, Fields(machine)));

    /// <inheritdoc cref="AddMount"/>
    public static string AddAgent(string text, AgentAddition agent) => Add(text, "agents", new SectionEntry(agent.Name, Fields(agent)));

    /// <summary>Takes a mount out; what stands on the lines of others stays.</summary>
    /// <param name="index">Its place in the list, from 0.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: the text is not YAML, or can not be edited by us.</exception>
    public static string RemoveMount(string text, int index) => Edit(
        text,
        body => new ItemRemoval(body, "mounts", index).Apply(),
        (before, after) => SectionMerge.IsWithout(before, after, "mounts", index),
        new Text("remove the entry from mounts yourself (agsekit config path)", "удалите запись из mounts сами (agsekit config path)"),
        "mounts");

    /// <summary>The first configuration of a user who has none.</summary>
    public static string NewFile(MachineAddition machine, MountAddition? mount, AgentAddition? agent)
    {
        string text = AddMachine(Header, machine);
        text = mount is null ? text : AddMount(text, mount);
        return agent is null ? text : AddAgent(text, agent);
    }

    private static string Add(string text, string section, SectionEntry entry) => Edit(
        text,
        body => new SectionInsertion(body, section, entry).Apply(),
        (before, after) => YamlNode.Same(SectionMerge.Expected(before, section, entry), after),
        new Text($"add these lines to {section} yourself:\n{entry.Block("  ", "\n")}", $"добавьте эти строки в {section} сами:\n{entry.Block("  ", "\n")}"),
        section);

    private static string Edit(string text, Func<string, string?> propose, Func<YamlNode?, YamlNode?, bool> isRight, Text byHand, string section)
    {
        try
        {
            string mark = text.StartsWith('\uFEFF') ? "\uFEFF" : "";
            string body = text[mark.Length..];
            YamlNode? before = YamlDocument.Parse(YamlText.Decode(Encoding.UTF8.GetBytes(body)), new ConfigProblemList());
            string? edited = propose(body);
            return edited is not null && Reread(edited) is { } after && isRight(before, after) ? mark + edited : throw NotEditable(section, byHand);
        }
        catch (YamlRefusedException refused)
        {
            throw new KitException(
                ErrorCode.ConfigInvalid,
                new Text("the configuration can not be edited", "конфигурацию нельзя изменить"),
                new Text($"line {refused.Position.Line}: {refused.Words.English}", $"строка {refused.Position.Line}: {refused.Words.Russian}"),
                new Text("put it right first; 'agsekit config check' shows all problems", "сначала исправьте её; все ошибки показывает 'agsekit config check'"),
                refused);
        }
    }

    /// <summary>Null where nothing is in it or it is no longer YAML: no change leads there.</summary>
    private static YamlNode? Reread(string edited)
    {
        try
        {
            return YamlDocument.Parse(edited, new ConfigProblemList());
        }
        catch (YamlRefusedException)
        {
            return null;
        }
    }

    private static KitException NotEditable(string section, Text byHand) => new(
        ErrorCode.ConfigInvalid,
        new Text("the configuration can not be edited automatically", "конфигурацию нельзя изменить автоматически"),
        new Text($"the section {section} is laid out in an unusual way", $"раздел {section} записан необычным образом"),
        byHand);

    private static IEnumerable<(string Key, string? Value)> Fields(MountAddition mount) =>
    [
        ("source", YamlOutput.Quote(mount.Source)),
        ("target", Quoted(mount.Target)),
        ("backup", Quoted(mount.Backup)),
        ("interval", Number(mount.IntervalMinutes)),
        ("max_backups", Number(mount.MaxBackups)),
        ("backup_clean_method", mount.Clean is { } clean ? SettingWords.Of(clean) : null),
        ("first_backup", mount.FirstBackup is { } first ? SettingWords.Of(first) : null),
        ("vm", Quoted(mount.Machine)),
        ("allowed_agents", mount.AllowedAgents is { } names ? YamlOutput.Flow(names) : null),
        ("backups", mount.Backups is { } backups ? (backups ? "on" : "off") : null),
        ("read_only", mount.ReadOnly is { } readOnly ? SettingWords.Of(readOnly) : null),
    ];

    private static IEnumerable<(string Key, string? Value)> Fields(MachineAddition machine) =>
    [
        ("cpu", Number(machine.Cores)),
        ("ram", machine.Memory.ToConfig()),
        ("disk", machine.Disk.ToConfig()),
        ("image", Quoted(machine.Image)),
        ("network", machine.Network is { } network ? SettingWords.Of(network) : null),
    ];

    private static IEnumerable<(string Key, string? Value)> Fields(AgentAddition agent) =>
    [
        ("type", agent.Type),
        ("vm", Quoted(agent.Machine)),
        ("command", agent.Command.IsDefaultOrEmpty ? null : YamlOutput.Flow(agent.Command)),
    ];

    private static string? Quoted(string? text) => text is null ? null : YamlOutput.Quote(text);

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
