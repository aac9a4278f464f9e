using System.Collections.Immutable;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>What reading a configuration gave: the settings, unless a problem is an error, and every problem in the order of the file.</summary>
public sealed record ConfigReadResult(KitConfig? Config, ImmutableArray<ConfigProblem> Problems)
{
    public IEnumerable<ConfigProblem> Errors => Problems.Where(p => p.Severity == ConfigSeverity.Error);

    public IEnumerable<ConfigProblem> Warnings => Problems.Where(p => p.Severity == ConfigSeverity.Warning);

    /// <summary>The earlier tool passed over keys it did not know, and had some that we do not.</summary>
    private bool MayBeEarlier => Errors.Any(problem => problem.Rule == ConfigRule.UnknownKey || problem.Path.EndsWith(".type", StringComparison.Ordinal));

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
            MayBeEarlier
                ? new Text("put these lines right; 'agsekit config-example' shows every key. A file of the earlier agsekit (a Python package) is taken over by: agsekit migrate", "исправьте эти строки; все ключи показывает 'agsekit config-example'. Файл прежней программы agsekit (пакета Python) переносит команда: agsekit migrate")
                : new Text("put these lines right; 'agsekit config-example' shows every key", "исправьте эти строки; все ключи показывает 'agsekit config-example'"));
    }
}
