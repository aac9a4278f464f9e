using AgentSafetyKit.Configuration;
using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>Holds config-example.yaml, the reader and the table of keys to each other.</summary>
public sealed class ConfigExampleTests
{
    /// <summary>The example with the alternatives in its comments brought to life, one after the other.</summary>
    private static readonly List<YamlNode> Variants = [.. ExampleVariants.All().Select(variant => variant.Root)];

    [Test]
    public void The_example_has_neither_errors_nor_warnings() => Assert.That(Sample.Problems(ConfigExample.Text), Is.Empty);

    [Test]
    public void Every_key_of_the_table_is_in_the_example()
    {
        HashSet<string> written = [.. Variants.SelectMany(v => Paths(v, ""))];
        Assert.That(ConfigSchema.AllKeys().Select(k => k.Path).Where(p => !written.Contains(p)), Is.Empty);
    }

    [Test]
    public void Every_value_of_the_example_is_the_default()
    {
        YamlNode root = YamlDocument.Parse(ConfigExample.Text, new ConfigProblemList())!;
        // To show an agent that works, the example gives a command where the default is none.
        string[] shown = [.. ConfigSchema.AllKeys()
            .Where(k => k.Rule.DefaultNode is not null && k.Path != "agents.*.command")
            .Where(k => Find(root, k.Path) is { } value && !YamlNode.Same(value, k.Rule.DefaultNode))
            .Select(k => k.Path)];
        Assert.That(shown, Is.Empty);
    }

    [Test]
    public void Every_supported_default_of_the_table_is_what_the_reader_takes()
    {
        string required = "vms:\n  agent-ubuntu: {cpu: 2, ram: 4G, disk: 20G}\nmounts: [{source: ~/work/project}]\nagents: {shell: {type: command, command: [bash, -l]}}\n";
        string Effective(string text) => string.Join('\n', ConfigWriter.ToYaml(Sample.Config(text), Language.English).Split('\n').Select(l => l.Split("  #")[0].TrimEnd()));
        Assert.That(Effective(ConfigExample.Text), Is.EqualTo(Effective(required)));
    }

    [Test]
    public void Every_key_has_a_comment_or_begins_a_section()
    {
        string[] lines = ConfigExample.Text.Split('\n');
        string[] bare = [.. lines.Where(l => l.TrimStart() is { Length: > 0 } text && text[0] != '#' && !l.Contains(" # ", StringComparison.Ordinal) && !text.EndsWith(':'))];
        Assert.That(bare.Select(l => l.Trim()), Is.Empty);
    }

    [Test]
    public void Show_names_every_key_this_version_supports()
    {
        string shown = ConfigWriter.ToYaml(Sample.Config(ConfigExample.Text), Language.English);
        YamlNode root = YamlDocument.Parse(shown, new ConfigProblemList())!;
        string[] missing = [.. ConfigSchema.AllKeys()
            .Where(k => k.Rule.Support == KeySupport.Now && !k.Path.Contains("env_from.", StringComparison.Ordinal) && !IsBelowEmpty(k.Path) && !IsBelowLater(k.Path))
            .Select(k => k.Path).Where(p => Find(root, p) is null)];
        Assert.That(missing, Is.Empty);
    }

    /// <summary>By default there are no forwards, no webhooks, no proxies and no server of one's own, so there is nothing in them to be shown.</summary>
    private static bool IsBelowEmpty(string path) =>
        path.Contains("port-forwarding[", StringComparison.Ordinal) || path.Contains("http_proxy.", StringComparison.Ordinal) || path.Contains("openai_api.", StringComparison.Ordinal)
        || path.Contains("webhooks[", StringComparison.Ordinal);

    private static bool IsBelowLater(string path) =>
        ConfigSchema.AllKeys().Any(k => k.Rule.Support == KeySupport.Later && path.StartsWith(k.Path, StringComparison.Ordinal) && path.Length > k.Path.Length && path[k.Path.Length] is '.' or '[');

    private static IEnumerable<string> Paths(YamlNode node, string path) => node switch
    {
        YamlMapping mapping => mapping.Entries.SelectMany(e => Steps(e.Key.Value, path).SelectMany(p => Paths(e.Value, p).Prepend(p))),
        YamlSequence sequence => sequence.Items.SelectMany(item => Paths(item, path + "[]")),
        _ => [],
    };

    /// <summary>A chosen name counts as itself and as any name.</summary>
    private static IEnumerable<string> Steps(string key, string path) => path.Length == 0 ? [key] : [$"{path}.{key}", $"{path}.*"];

    private static YamlNode? Find(YamlNode? node, string path)
    {
        foreach (string step in path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.'))
        {
            node = (node, step) switch
            {
                (YamlSequence { Items: [var first, ..] }, "[]") => first,
                (YamlMapping { Entries: [var first, ..] }, "*") => first.Value,
                (YamlMapping mapping, _) => mapping.Find(step)?.Value,
                _ => null,
            };
        }

        return node;
    }
}
