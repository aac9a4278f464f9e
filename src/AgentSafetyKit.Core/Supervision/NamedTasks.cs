using System.Collections.Concurrent;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Supervision;

/// <summary>Pieces of work of which one of each name goes on at a time, without waiting for those of other names: a VM that does not answer holds up nobody else's.</summary>
/// <param name="time">The clock.</param>
/// <param name="pause">So long nothing of a name is begun after it failed.</param>
/// <param name="onFailure">Told of a failure, and of no further one of that name until something of it has succeeded.</param>
public sealed class NamedTasks(TimeProvider time, TimeSpan pause, Action<string, KitException> onFailure)
{
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _paused = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _failing = new(StringComparer.Ordinal);

    /// <summary>Does nothing where one of this name goes on, or has just failed. Not to be called by two at once.</summary>
    /// <exception cref="Exception">Whatever else than a <see cref="KitException"/> the last one of this name has ended with.</exception>
    public async Task BeginAsync(string name, Func<Task> work)
    {
        if (_running.TryGetValue(name, out Task? last))
        {
            if (!last.IsCompleted)
                return;
            _running.Remove(name);
            await last.ConfigureAwait(false);
        }

        if (_paused.TryGetValue(name, out DateTimeOffset until) && time.GetUtcNow() < until)
            return;
        _running[name] = RunAsync(name, work);
    }

    /// <summary>Waits until all have ended: whoever gives them their work ends it first.</summary>
    public async Task EndAsync() => await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync(string name, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            _failing.TryRemove(name, out _);
        }
        catch (KitException error)
        {
            _paused[name] = time.GetUtcNow() + pause;
            if (_failing.TryAdd(name, true))
                onFailure(name, error);
        }
    }
}
