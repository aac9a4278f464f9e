using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Sessions;

/// <summary>Fetches the values of an agent's variables when it starts. They are kept in memory only; errors name the variable and the source, never a value.</summary>
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
            values[name] = await ReadOneAsync(agent, name, source, cancellation).ConfigureAwait(false);
        return values;
    }

    private async Task<string> ReadOneAsync(AgentSettings agent, string name, SecretSource source, CancellationToken cancellation)
    {
        switch (source.Kind)
        {
            case SecretSourceKind.Env:
                return variable(source.Reference) ?? throw Nothing(agent, name, new Text($"the variable {source.Reference} is not set", $"переменная {source.Reference} не задана"));
            case SecretSourceKind.File:
                try
                {
                    return (await File.ReadAllTextAsync(source.Reference, cancellation).ConfigureAwait(false)).TrimEnd('\n', '\r');
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    throw Nothing(agent, name, new Text($"the file {Printable.Escape(source.Reference)} can not be read", $"файл {Printable.Escape(source.Reference)} не читается"));
                }

            default:
                // The user's own command from the user's own configuration: a line for the shell, as it is written there.
                CommandResult result = await runner.RunAsync(CommandSpec.Of("sh", "-c", source.Reference), default, Patience, null, cancellation).ConfigureAwait(false);
                return result.Succeeded
                    ? result.OutputText.TrimEnd('\n', '\r')
                    : throw Nothing(agent, name, new Text($"its command ended with {result.ExitCode}", $"её команда завершилась с кодом {result.ExitCode}"));
        }
    }

    private static KitException Nothing(AgentSettings agent, string name, Text cause) => new(
        ErrorCode.ConfigInvalid,
        new Text($"the agent '{agent.Name}' can not get its variable {name}", $"агент «{agent.Name}» не может получить переменную {name}"),
        cause,
        new Text("see env_from of the agent in the configuration", "посмотрите env_from агента в настройках"));
}
