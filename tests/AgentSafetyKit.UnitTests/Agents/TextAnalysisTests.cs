using System.Collections.Immutable;
using System.Text;
using AgentSafetyKit.Agents;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Agents;

/// <summary>The agent that comes with the product: installed by its own plan into a home folder of its own, then run.</summary>
public sealed class TextAnalysisTests
{
    private string _home = "";

    [OneTimeSetUp]
    public async Task Install()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        AgentDefinition definition = new AgentDefinitions("/nowhere", new ConfigContext("/", "/", 1)).Of("text-analysis");
        AgentInstallPlan plan = AgentInstallPlan.Of(definition, null, renew: false);
        Assert.That(plan.Bundles, Is.Empty, "nothing is fetched for it");
        CommandResult result = await Run("sh", default, ["-c", string.Concat(plan.Scripts.Select(GuestScript.Read)), "sh", .. plan.Words]);
        Assert.That(result.OutputText, Does.EndWith("@done 1.0\n"), result.ErrorText);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_home, recursive: true);

    [TestCase("This is a great tool, I love it. It works very well and is not slow.", "positive", "en")]
    [TestCase("It crashes, the errors are horrible, and nobody would like it.", "negative", "en")]
    [TestCase("The file has four lines and a table.", "neutral", "en")]
    [TestCase("Отличная работа, спасибо, очень удобно.", "positive", "ru")]
    [TestCase("Мне не нравится. Неудобный интерфейс, постоянные ошибки.", "negative", "ru")]
    [TestCase("В файле четыре строки и таблица.", "neutral", "ru")]
    [TestCase("", "neutral", "none")]
    [TestCase("\u001b[31m 12345 \0 \ufffd", "neutral", "en")]
    public async Task The_mood_of_a_text_is_told(string text, string sentiment, string language)
    {
        CommandResult result = await Analyse(text);
        Assert.That(result.OutputText, Does.StartWith($"-: {sentiment} (").And.Contain($", {language}, words: "), result.ErrorText);
        Assert.That(result.OutputText, Does.Not.Contain("\u001b"));
        Assert.That((await Analyse(text)).Output, Is.EqualTo(result.Output), "the same once more");
    }

    [Test]
    public async Task Keywords_are_counted_in_all_their_forms()
    {
        CommandResult result = await Analyse("Snapshots keep files. A snapshot of a file. Снимок папки: снимки папок, снимков много.", "--json", "--keywords", "3");
        Assert.That(result.OutputText, Does.Contain("\"word\": \"снимков\",\n        \"count\": 2").Or.Contain("\"count\": 2"));
        Assert.That(result.OutputText, Does.Contain("snapshot").And.Contain("file"));
    }

    [Test]
    public async Task A_file_that_is_not_there_is_named_with_a_code()
    {
        CommandResult result = await Analyse("", "no-such-file");
        Assert.That((result.ExitCode, result.ErrorText), Is.EqualTo((1, "text-analysis: 'no-such-file': No such file or directory\n")));
    }

    private Task<CommandResult> Analyse(string text, params string[] words) => Run(Path.Combine(_home, ".local/bin/text-analysis"), Encoding.UTF8.GetBytes(text), words);

    private Task<CommandResult> Run(string program, ReadOnlyMemory<byte> input, string[] words) => new CommandRunner(TimeProvider.System).RunAsync(
        CommandSpec.Of(program, words) with { Environment = ImmutableDictionary<string, string?>.Empty.Add("HOME", _home) }, input, TimeSpan.FromSeconds(30), null, CancellationToken.None);
}
