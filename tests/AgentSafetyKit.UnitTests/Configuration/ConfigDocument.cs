using System.Text;
using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>Composes docs/configuration.md: every key with what its value may be and its default by the table of keys, and what it means by config-example.yaml.</summary>
internal static class ConfigDocument
{
    private const string Head = """
        # Configuration

        This page is generated from the table of keys in the source (`src/AgentSafetyKit.Core/Configuration/Schema`) and from `config-example.yaml`; a test keeps it in step.

        One YAML file, `~/.config/agsekit/config.yaml`; `agsekit config path` says which one is used, `--config` and `CONFIG_PATH` name another, and `AGSEKIT_HOME` moves it together with everything else. There need not be one: `agsekit run claude` offers to write what it needs.

        ```sh
        agsekit config-example > config.yaml
        agsekit --config config.yaml config check
        agsekit config show
        ```

        - `config check` names everything that is wrong at once, with line, column, the rule, and the nearest name that would be right. Unknown keys and keys given twice are errors.
        - `config show` shows what holds and where each value comes from. What may be a secret is hidden.
        - A file that another user of the computer can change is not used. Neither is a `config.yaml` in the current folder: an agent could have written it.
        - A path begins with `/` or `~/`. A size is `512M`, `4G` or plain bytes, in powers of 1024. A duration is `30s`, `5m`, `2h` or `1d`.
        - Names of VMs and agents are small letters, digits and `-`, a letter first, 63 at most.
        - Anchors, aliases and merge keys of YAML work.
        - A key marked **later** is known and checked, and does nothing in this version; using it gives a warning. One marked **refused** promises safety that this version does not keep, so using it is an error.

        A smallest one:

        ```yaml
        vms:
          agent-ubuntu: {cpu: 2, ram: 4G, disk: 20G}
        mounts:
          - source: ~/work/shop
        agents:
          claude: {type: claude}
        ```

        """;

    private static readonly (string Path, string Title, string About)[] Sections =
    [
        ("global.", "global", "For everything."),
        ("vms.*.", "vms", "VMs by name. The first one is the default. [More](machines.md)"),
        ("mounts[].", "mounts", "A list of folders of your computer that VMs may work on. [Mounts](concepts.md#mount), [backups](backups.md)"),
        ("agents.*.", "agents", "Agents by name: `agsekit run NAME`. [More](agents.md)"),
        ("boxes.", "boxes", "What boxes and sessions have unless they ask for something else. [More](boxes.md)"),
        ("api.", "api", "The daemon's interface over TCP. Its own socket is always there. [More](api.md)"),
        ("logging.", "logging", "The daemon's log. [More](daemon.md)"),
    ];

    public static string Compose()
    {
        var text = new StringBuilder(Head);
        Dictionary<string, string> meanings = Meanings();
        foreach ((string path, string title, string about) in Sections)
        {
            text.Append($"\n## {title}\n\n{about}\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
            foreach ((string key, KeyRule rule) in ConfigSchema.AllKeys().Where(known => known.Path.StartsWith(path, StringComparison.Ordinal)))
                text.Append(Row(key[path.Length..].Replace(".*", ".NAME", StringComparison.Ordinal), rule, meanings.GetValueOrDefault(key) ?? meanings.GetValueOrDefault(Parent(key), "")));
        }

        return text.ToString();
    }

    /// <summary>What is written in one line with its parent has the parent's comment.</summary>
    private static string Parent(string key) => key[..key.LastIndexOf('.')];

    private static string Row(string key, KeyRule rule, string meaning)
    {
        string @default = rule switch
        {
            { Required: true } => "required",
            { Default: null } => "see meaning",
            { Default: "null" } => "not set",
            { Default: { Length: <= 30 } text } => $"`{text}`",
            _ => "as below",
        };
        string mark = rule.Support switch { KeySupport.Later => "**later**: ", KeySupport.Refused => "**refused**: ", _ => "" };
        return $"| `{key}` | {Cell(rule.Shape.Expected.English)} | {@default} | {mark}{Cell(meaning)} |\n";
    }

    /// <summary>What the comment beside each key of the example says; "default:" and "later:" in it are told by the table already.</summary>
    private static Dictionary<string, string> Meanings()
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string[] lines, YamlNode root) in ExampleVariants.All())
            Collect(root, [""], lines, meanings);
        return meanings;
    }

    private static void Collect(YamlNode node, string[] paths, string[] lines, Dictionary<string, string> meanings)
    {
        if (node is YamlSequence sequence)
        {
            foreach (YamlNode item in sequence.Items)
                Collect(item, [.. paths.Select(path => path + "[]")], lines, meanings);
        }
        else if (node is YamlMapping mapping)
        {
            foreach (YamlEntry entry in mapping.Entries)
            {
                // A name of the user's choice counts as itself and as any.
                string[] here = [.. paths.SelectMany(path => path.Length == 0 ? [entry.Key.Value] : new[] { $"{path}.{entry.Key.Value}", $"{path}.*" })];
                string[] parts = lines[entry.Key.Position.Line - 1].Split(" # ", 2);
                // In one line with its parent the comment is the parent's.
                if (parts.Length == 2 && parts[0].TrimStart(' ', '-').StartsWith(entry.Key.Value + ":", StringComparison.Ordinal))
                {
                    foreach (string path in here)
                        meanings.TryAdd(path, Words(parts[1]));
                }

                Collect(entry.Value, here, lines, meanings);
            }
        }
    }

    private static string Words(string comment)
    {
        foreach (string told in new[] { "required: ", "later: " })
        {
            if (comment.StartsWith(told, StringComparison.Ordinal))
                comment = comment[told.Length..];
        }

        return comment.TrimEnd();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
