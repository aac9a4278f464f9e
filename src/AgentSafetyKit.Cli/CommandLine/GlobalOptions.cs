using System.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>The options every command has.</summary>
internal static class GlobalOptions
{
    public static KitOption<bool> Help { get; } = new("--help", new Text("Show this help", "Показать эту справку"), "-h") { Recursive = true };

    public static KitOption<bool> Version { get; } = new("--version", new Text("Show name and version", "Показать имя и версию"));

    public static KitOption<string?> Config { get; } = new("--config", new Text("Use this configuration file", "Взять этот файл настроек")) { Recursive = true, HelpName = "PATH" };

    public static KitOption<bool> NoInput { get; } =
        new("--no-input", new Text("Never ask; fail where an answer is needed", "Ничего не спрашивать; где нужен ответ — ошибка"), "--non-interactive") { Recursive = true };

    public static KitOption<bool> Quiet { get; } = new("--quiet", new Text("Print results and errors only", "Печатать только результат и ошибки"), "-q") { Recursive = true };

    public static KitOption<bool> Verbose { get; } = new("--verbose", new Text("Print what is done in detail", "Печатать подробно, что делается"), "--debug") { Recursive = true };

    public static KitOption<bool> Json { get; } = new("--json", new Text("Print machine-readable records", "Печатать записи для программ (JSON)")) { Recursive = true };

    /// <summary>Shown last in each help, in this order.</summary>
    public static IReadOnlyList<Option> InHelp { get; } = [Config, NoInput, Quiet, Verbose, Help];
}
