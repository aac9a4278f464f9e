using System.Text;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>Reads texts as the configuration of a user 'anna' on a machine with four cores.</summary>
internal static class Sample
{
    public const string Machine = "vms:\n  main:\n    cpu: 2\n    ram: 4G\n    disk: 20G\n";

    public static ConfigContext Context { get; } = new("/home/anna", "/home/anna/.config/agsekit", 4);

    public static ConfigReadResult Read(string text) => ConfigReader.Read(Encoding.UTF8.GetBytes(text), Context);

    /// <summary>The settings of a text that must have no errors.</summary>
    public static KitConfig Config(string text)
    {
        ConfigReadResult result = Read(text);
        Assert.That(ConfigProblemText.Lines("c", result.Errors, Language.English), Is.Empty, text);
        return result.Config!;
    }

    public static string Problems(string text, Language language = Language.English) => ConfigProblemText.Lines("c.yaml", Read(text).Problems, language);
}
