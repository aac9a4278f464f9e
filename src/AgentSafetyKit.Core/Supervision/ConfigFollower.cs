using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Supervision;

/// <summary>Reads a configuration again within a second of each change of its file, and in any case after its own <c>portforward_config_check_interval_sec</c>.</summary>
/// <param name="config">Holds what was read.</param>
/// <param name="time">Paces the looks.</param>
public sealed class ConfigFollower(ConfigKeeper config, TimeProvider time)
{
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(10);

    /// <summary>Told when changes are not heard of, and why; empty when they are again. Until then the file is looked at twice a second.</summary>
    public Action<Text> Deaf { get; init; } = _ => { };

    /// <summary>Goes on until cancelled.</summary>
    /// <param name="read">Told what each reading brought, the first one at once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">In the end.</exception>
    public async Task RunAsync(Func<ConfigOutcome, Task> read, CancellationToken cancellation)
    {
        using var watch = new ConfigWatch(config.File, time);
        Text told = Text.None;
        while (true)
        {
            await read(config.Read()).ConfigureAwait(false);
            await watch.WaitAsync(config.Current?.Global.ConfigCheckInterval ?? UsualInterval, cancellation).ConfigureAwait(false);
            if (watch.Trouble == told)
                continue;
            told = watch.Trouble;
            Deaf(told);
        }
    }
}
