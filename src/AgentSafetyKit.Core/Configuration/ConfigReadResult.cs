using System.Collections.Immutable;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>What reading a configuration gave: the settings, unless a problem is an error, and every problem in the order of the file.</summary>
public sealed record ConfigReadResult(KitConfig? Config, ImmutableArray<ConfigProblem> Problems)
{
    public IEnumerable<ConfigProblem> Errors => Problems.Where(p => p.Severity == ConfigSeverity.Error);

    public IEnumerable<ConfigProblem> Warnings => Problems.Where(p => p.Severity == ConfigSeverity.Warning);

    /// <summary>The settings of a configuration that has to be right.</summary>
    /// <param name="file">Its name, for the message.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/> with all errors as its cause, one a line.</exception>
    public KitConfig Require(string file)
    {
        if (Config is not null)
            return Config;
        string name = Printable.Escape(file);
        throw new KitException(
            ErrorCode.ConfigInvalid,
            new Text($"the configuration {name} has errors", $"в конфигурации {name} есть ошибки"),
            new Text(ConfigProblemText.Lines(file, Errors, Language.English), ConfigProblemText.Lines(file, Errors, Language.Russian)),
            new Text("put these lines right; 'agsekit config-example' shows every key", "исправьте эти строки; все ключи показывает 'agsekit config-example'"));
    }
}
