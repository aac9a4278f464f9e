using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class SpokenLanguageTests
{
    [TestCase("ru", LanguageChoice.English, "en_GB.UTF-8", ExpectedResult = "Russian")]
    [TestCase("auto", LanguageChoice.Russian, "en_GB.UTF-8", ExpectedResult = "Russian")]
    [TestCase(null, LanguageChoice.English, "ru_RU.UTF-8", ExpectedResult = "English")]
    [TestCase("", LanguageChoice.Auto, "ru_RU.UTF-8", ExpectedResult = "Russian")]
    [TestCase(null, LanguageChoice.Auto, null, ExpectedResult = "English")]
    public string The_variable_wins_over_the_configuration_and_that_over_the_locale(string? variable, LanguageChoice configured, string? locale) =>
        SpokenLanguage.From(name => name switch { "AGSEKIT_LANG" => variable, "LANG" => locale, _ => null }, () => configured).ToString();

    [TestCase("global: {language: ru}\n", ExpectedResult = LanguageChoice.Russian)]
    [TestCase("global: {language: [\n", ExpectedResult = LanguageChoice.Auto)]
    [TestCase("# language: ru\nmounts: []\n", ExpectedResult = LanguageChoice.Auto)]
    [TestCase(null, ExpectedResult = LanguageChoice.Auto)]
    public LanguageChoice What_a_configuration_asks_for_is_found_without_a_word_about_its_faults(string? content)
    {
        using var folder = new TemporaryFolder();
        string file = folder.At("config.yaml");
        if (content is not null)
            File.WriteAllText(file, content);
        return ConfiguredLanguage.Of(file, () => new ConfigContext("/home/me", folder.At("."), 2));
    }
}
