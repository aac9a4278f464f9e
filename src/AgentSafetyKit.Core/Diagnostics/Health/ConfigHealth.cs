using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>The configuration: there, only its owner's to change, right, and with nothing in it that has no effect.</summary>
/// <param name="file">The file.</param>
/// <param name="context">What it is read by.</param>
public sealed class ConfigHealth(string file, ConfigContext context) : IHealthCheck
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public string Id => "configuration";

    public Text Title => new("configuration", "настройки");

    public Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<HealthFinding>>(Look());

    private HealthFinding[] Look()
    {
        string shown = Printable.Escape(file);
        ConfigReadResult read;
        try
        {
            read = ConfigFileLoader.Load(file, context);
        }
        catch (KitException error) when (error.Code == ErrorCode.ConfigMissing)
        {
            return [HealthFinding.Warn(error.What, new Text("nothing is set up yet", "ещё ничего не настроено"), new Text("go into a project and give: agsekit run claude (it makes one, after asking)", "зайдите в проект и выполните: agsekit run claude (он спросит и создаст)"))];
        }
        catch (KitException error)
        {
            bool byMode = error.Code == ErrorCode.ConfigUnsafe && (File.GetUnixFileMode(file) & Others) != 0;
            return [HealthFinding.Fail(error) with { Repair = byMode ? CloseAsync : null }];
        }

        HealthFinding[] found =
        [
            .. read.Errors.Select(problem => Of(HealthLevel.Failed, problem, shown)),
            .. read.Warnings.Select(problem => Of(HealthLevel.Warning, problem, shown)),
        ];
        return found.Length > 0 ? found : [HealthFinding.Pass(Text.Verbatim(shown))];
    }

    private static HealthFinding Of(HealthLevel level, ConfigProblem problem, string shown) => new(
        level,
        new Text($"line {problem.Line}: {Named(problem)}", $"строка {problem.Line}: {Named(problem)}"),
        problem.Message,
        level == HealthLevel.Failed ? new Text($"put it right in {shown}; 'agsekit config-example' shows every key", $"исправьте её в {shown}; все ключи показывает «agsekit config-example»") : Text.None);

    /// <summary>What is no YAML has no path yet.</summary>
    private static string Named(ConfigProblem problem) => problem.Path.Length > 0 ? problem.Path : "YAML";

    private Task CloseAsync(CancellationToken cancellation)
    {
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) & ~Others);
        return Task.CompletedTask;
    }
}
