using System.Text;
using AgentSafetyKit.Configuration.Migration;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>Configurations of the earlier tool, also ones nobody meant.</summary>
public sealed class ConfigMigrationTests
{
    private const string Earlier = """
        global: {systemd_env_folder: /e, http_proxy_port_pool: {start: 48000, end: 49000}}
        vms:
          one: &first
            cpu: 2
            ram: 4G
            disk: 20G
            socks: |
              text
              # text too
            allowed_agents: [qwen_cloud, "codex"]
          two:
            <<: *first
            ram: "2G"
        mounts:
        - backup: /b   # comment
          source: '/a'
          allowed_agents: 'codex, qwen_cloud'
          unknown:
          - 1
        - {source: /c, vm: "", old: [1, 2]}
        agents:
          # comment
          qwen_cloud: {type: "qwen-code", vms: 'one, two', http_proxy: {upstream: "http://127.0.0.1:1", listen: '8585'}}
          codex:
            type: codeforge
            vm:

        """;

    [Test]
    public void All_of_it_is_right_afterwards()
    {
        ConfigMigration migration = Migrate(Earlier);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Sample.Problems(migration.Text), Does.Not.Contain("qwen").And.Contain("mounts[1].old: unknown key"), "a list in braces is left to the user, and nothing else");
            Assert.That(migration.Read.Problems, Has.Length.EqualTo(1));
            Assert.That(migration.Text, Does.Contain("    # socks: |\n    #   text\n    #   # text too\n    allowed_agents: [qwen-cloud, \"codex\"]\n"));
            Assert.That(migration.Text, Does.Contain("  allowed_agents: \"codex, qwen-cloud\"\n  # unknown:\n  # - 1\n- {source: /c, old: [1, 2]}\n"));
            Assert.That(migration.Text, Does.StartWith("global: {http_proxy_port_pool: {start: 48000, end: 49000}}\n"));
        }
    }

    [Test]
    public void Whatever_a_user_has_done_to_it_a_second_time_changes_nothing_more([Random(0, int.MaxValue, 60)] int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 5; round++)
        {
            string text = Earlier;
            for (int harm = random.Next(1, 6); harm > 0; harm--)
                text = Harm(text, random);
            ConfigMigration first;
            try
            {
                first = Migrate(text);
            }
            catch (KitException error) when (error.Code == ErrorCode.ConfigInvalid)
            {
                continue;
            }

            Assert.That(Migrate(first.Text).Changes, Is.Empty, $"{text}\n---\n{first.Text}");
            if (first.Changes.IsEmpty)
                Assert.That(first.Text, Is.EqualTo(text));
            Assert.That(first.Text.Split('\n'), Has.Length.GreaterThanOrEqualTo(text.Split('\n').Length), "no line is lost");
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public void Very_many_unknown_keys_take_no_hours()
    {
        string text = "vms:\n  a: {cpu: 1, ram: 1G, disk: 5G}\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"k{i}: 1\n"));
        Assert.That(Migrate(text).Changes, Has.Length.EqualTo(100), "the rest is for another time");
    }

    [Test]
    public void Line_ends_and_a_byte_order_mark_stay()
    {
        ConfigMigration migration = Migrate("\uFEFFagents:\r\n  q:\r\n    type: qwen-code # c\r\n    old: 1\r\n");
        Assert.That(migration.Text, Is.EqualTo("\uFEFFagents:\r\n  q:\r\n    type: qwen # c\r\n    # old: 1\r\n"));
        Assert.That(YamlDocument.Parse(migration.Text[1..], new AgentSafetyKit.Configuration.ConfigProblemList()), Is.Not.Null);
    }

    private static ConfigMigration Migrate(string text) => ConfigMigration.Of(Encoding.UTF8.GetBytes(text), Sample.Context);

    private static string Harm(string text, Random random)
    {
        List<string> lines = [.. text.Split('\n')];
        int line = random.Next(lines.Count), other = random.Next(lines.Count);
        switch (random.Next(6))
        {
            case 0: lines.RemoveAt(line); break;
            case 1: lines.Insert(other, lines[line]); break;
            case 2: lines[line] = "  " + lines[line]; break;
            case 3: (lines[line], lines[other]) = (lines[other], lines[line]); break;
            case 4: lines[line] = lines[line].Replace(':', ' '); break;
            default:
                int at = random.Next(lines[line].Length + 1);
                lines[line] = lines[line][..at] + "x_:{}[]'\"#-&*, \t"[random.Next(15)] + lines[line][at..];
                break;
        }

        return string.Join('\n', lines);
    }
}
