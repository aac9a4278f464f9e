using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Sessions;

/// <summary>Fetches secrets, such as the values of an agent's variables when it starts. They are kept in memory only; errors name the variable and the source, never a value.</summary>
/// <param name="runner">Runs the user's own commands.</param>
/// <param name="variable">Reads our environment.</param>
public sealed class SecretReader(CommandRunner runner, Func<string, string?> variable)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: a source gives nothing.</exception>
    public async Task<SortedDictionary<string, string>> ReadAsync(AgentSettings agent, CancellationToken cancellation)
    {
        var values = new SortedDictionary<string, string>(agent.Env, StringComparer.Ordinal);
        foreach ((string name, SecretSource source) in agent.EnvFrom)
            values[name] = await ReadAsync(source, cause => Nothing(agent, name, cause), cancellation).ConfigureAwait(false);
        return values;
    }

    /// <summary>The value of one source.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="nothing">Makes the error of a source that gives nothing, given why.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<string> ReadAsync(SecretSource source, Func<Text, KitException> nothing, CancellationToken cancellation)
    {
        switch (source.Kind)
        {
            case SecretSourceKind.Env:
                return variable(source.Reference) ?? throw nothing(new Text($"the variable {source.Reference} is not set", $"переменная {source.Reference} не задана"));
            case SecretSourceKind.File:
                try
                {
                    return (await File.ReadAllTextAsync(source.Reference, cancellation).ConfigureAwait(false)).TrimEnd('\n', '\r');
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    throw nothing(new Text($"the file {Printable.Escape(source.Reference)} can not be read", $"файл {Printable.Escape(source.Reference)} не читается"));
                }

            default:
                // The user's own command from the user's own configuration: a line for the shell, as it is written there.
                CommandResult result = await runner.RunAsync(CommandSpec.Of("sh", "-c", source.Reference), default, Patience, null, cancellation).ConfigureAwait(false);
                return result.Succeeded
                    ? result.OutputText.TrimEnd('\n', '\r')
                    : throw nothing(new Text($"the command ended with {result.ExitCode}", $"команда завершилась с кодом {result.ExitCode}"));
        }
    }

    private static KitException Nothing(AgentSettings agent, string name, Text cause) => new(
        ErrorCode.ConfigInvalid,
        new Text($"the agent '{agent.Name}' can not get its variable {name}", $"агент «{agent.Name}» не может получить переменную {name}"),
        cause,
        new Text("see env_from of the agent in the configuration", "посмотрите env_from агента в настройках"));
}
