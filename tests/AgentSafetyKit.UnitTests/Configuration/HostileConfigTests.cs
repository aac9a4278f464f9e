using System.Text;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>Files nobody would write, and files somebody might write to bring the reader down: a clear answer, in bounded time and memory.</summary>
public sealed class HostileConfigTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    [Test]
    public void A_billion_laughs_are_refused()
    {
        var text = new StringBuilder("agents:\n  a: &a0 {env: [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]}\n");
        for (int i = 1; i <= 12; i++)
            text.Append($"  a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.That(OnlyProblem(text.ToString()), Is.EqualTo("the aliases ('*name') make the document grow beyond all measure"));
    }

    [Test]
    public void Merge_keys_can_not_laugh_either()
    {
        var text = new StringBuilder("vms:\n  a0: &a0 {" + string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"k{i}: 1")) + "}\n");
        for (int i = 1; i <= 12; i++)
            text.Append($"  a{i}: &a{i} {{<<: [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 100))}]}}\n");
        Assert.That(OnlyProblem(text.ToString()), Is.EqualTo("the aliases ('*name') make the document grow beyond all measure"));
    }

    [TestCase("[")]
    [TestCase("{a: ")]
    [TestCase("- ")]
    [TestCase("? ")]
    [TestCase("[{b: ")]
    public void A_thousand_levels_are_refused(string level) =>
        Assert.That(OnlyProblem(string.Concat(Enumerable.Repeat(level, 1000))), Is.EqualTo("nested more than 64 levels deep"));

    [Test]
    public void Depth_can_not_be_gathered_through_aliases()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 200; i++)
            text.Append($"k{i}: &a{i} {new string('[', 30)}{(i == 0 ? "x" : $"*a{i - 1}")}{new string(']', 30)}\n");
        Assert.That(OnlyProblem(text.ToString()), Is.EqualTo("nested more than 64 levels deep"));
    }

    [Test]
    public void Ten_megabytes_are_refused_without_being_parsed() =>
        Assert.That(OnlyProblem("#" + new string('x', 10 << 20)), Is.EqualTo("the file has 10 MB; a configuration may have 1 MB at most"));

    [Test]
    public void A_million_problems_become_a_hundred_and_a_count()
    {
        string text = Sample.Machine + "global:\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"  k{i}: 1\n"));
        ConfigReadResult result = Timed(Encoding.UTF8.GetBytes(text));
        Assert.That(result.Problems, Has.Length.EqualTo(101));
        Assert.That(result.Problems[^1].Message.English, Is.EqualTo("and 49900 more errors, not shown"));
    }

    [Test]
    public void Warnings_never_crowd_out_an_error()
    {
        string vms = string.Concat(Enumerable.Range(0, 500).Select(i => $"  v{i}: {{cpu: 1, ram: 1G, disk: 9G, auto_ports: false}}\n"));
        ConfigReadResult result = Sample.Read("vms:\n" + vms + "x: 1\n");
        Assert.That(result.Config, Is.Null);
        Assert.That(result.Errors.Select(e => e.Path), Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Thousands_of_mounts_are_compared_in_no_time()
    {
        string mounts = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"- {{source: /p/{i}/x{i}}}\n"));
        Assert.That(Timed(Encoding.UTF8.GetBytes(Sample.Machine + "mounts:\n" + mounts)).Config!.Mounts, Has.Length.EqualTo(20_000));
    }

    [Test]
    public void Paths_longer_than_the_system_takes_are_refused() =>
        Assert.That(OnlyProblem(Sample.Machine + $"mounts: [{{source: /{string.Concat(Enumerable.Repeat("a/", 100_000))}}}]"), Is.EqualTo("a path has 4095 bytes at most"));

    [TestCase("a: ")]
    [TestCase("a: b\n")]
    [TestCase("- a\n")]
    [TestCase("&a ")]
    [TestCase("*a ")]
    [TestCase("!x ")]
    [TestCase("\"")]
    [TestCase("'")]
    [TestCase("|\n")]
    [TestCase("--- ")]
    [TestCase("%a b\n")]
    [TestCase("\t")]
    [TestCase("\r")]
    [TestCase("[a,")]
    [TestCase("{\"a\":1,")]
    [TestCase("a: &a [*a]\n")]
    [TestCase("\u0085")]
    [TestCase("#\n")]
    [TestCase("x")]
    [TestCase("vms: {a: }\n")]
    [TestCase("? a\n: ")]
    public void A_megabyte_of_anything_is_answered_in_time(string piece)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, (1 << 20) / Encoding.UTF8.GetByteCount(piece))));
        Timed(bytes);
        Timed([.. "vms:\n  a:\n    cloud-init: "u8, .. bytes.AsSpan(0, bytes.Length - 1000)]);
    }

    [Test]
    public void Random_mutations_of_the_example_never_crash_and_never_hang()
    {
        int seed = Environment.GetEnvironmentVariable("AGSEKIT_FUZZ_SEED") is { Length: > 0 } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : 20240229;
        int rounds = Environment.GetEnvironmentVariable("AGSEKIT_FUZZ_ROUNDS") is { Length: > 0 } many ? int.Parse(many, System.Globalization.CultureInfo.InvariantCulture) : 1500;
        var random = new Random(seed);
        byte[] example = Encoding.UTF8.GetBytes(ConfigExample.Text);
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = Mutate(example, random);
            try
            {
                ConfigReadResult result = Timed(bytes);
                if (result.Config is { } config)
                    ConfigWriter.ToYaml(config, Language.English);
                Assert.That(ConfigProblemText.Lines("c", result.Problems, Language.Russian).All(c => !char.IsControl(c) || c == '\n'), Is.True);
            }
            catch (Exception failure) when (failure is not AssertionException)
            {
                File.WriteAllBytes(Path.Combine(Path.GetTempPath(), $"agsekit-config-fuzz-{seed}-{round}.yaml"), bytes);
                throw new AssertionException($"seed {seed}, round {round}: {failure}");
            }
        }
    }

    private static byte[] Mutate(byte[] example, Random random)
    {
        string[] pieces = ["[", "]", "{", "}", ": ", "- ", "&a ", "*a", "<<: ", "\n", "\t", "\"", "'", "|", ">", "#", "\0", "\u0085", "null", "~", "!!int ", "? ", "---\n", "...\n", "-1", "999999999999999999999", "\\", "%", "@", "`"];
        List<byte> bytes = [.. example];
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length), length)); break;
                case 3: bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)])); break;
                default: bytes.RemoveRange(at, random.Next(10) == 0 ? bytes.Count - at - 1 : 1); break;
            }
        }

        return [.. bytes];
    }

    private static ConfigReadResult Timed(byte[] bytes)
    {
        // Processor time, not the clock's: a busy machine must not fail the test.
        TimeSpan before = Environment.CpuUsage.TotalTime;
        ConfigReadResult result = ConfigReader.Read(bytes, Sample.Context);
        Assert.That(Environment.CpuUsage.TotalTime - before, Is.LessThan(Longest));
        return result;
    }

    private static string OnlyProblem(string text) => Timed(Encoding.UTF8.GetBytes(text)).Problems.Single().Message.English;
}
