namespace AgentSafetyKit.Supervision;

/// <summary>
/// Keeps services running: what fails is begun again after a growing pause, what is no longer wanted is ended, what is wanted otherwise is ended and begun anew, and what has not changed is left alone. One that
/// breaks down takes no other with it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tell">Gets each change of a service's state, from any thread.</param>
public sealed class Supervisor(TimeProvider time, Action<ServiceView> tell) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KeptService> _services = new(StringComparer.Ordinal);
    private bool _ended;

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<ServiceView> Services
    {
        get
        {
            lock (_gate)
                return [.. _services.Values.Select(service => service.View).OrderBy(view => view.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Makes what runs what is wanted; answers what that took. Returns when what had to end has ended.</summary>
    public async Task<ServiceDiff> ApplyAsync(IReadOnlyList<ServiceSpec> wanted)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_ended)
                return new ServiceDiff([], []);
            ServiceDiff diff;
            lock (_gate)
                diff = ServiceDiff.Between(_services.Values.Select(service => service.Spec), wanted);
            // A snapshot that is given up takes a moment: nobody waits for it but its own successor.
            IEnumerable<Task> changes = diff.Stop.Select(name => EndAsync(name, diff.Start.FirstOrDefault(spec => spec.Name == name)))
                .Concat(diff.Start.Where(spec => !diff.Stop.Contains(spec.Name)).Select(Begin));
            await Task.WhenAll(changes).ConfigureAwait(false);
            return diff;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ends all of them; false when some had not ended after <paramref name="patience"/>. Nothing is begun afterwards.</summary>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        _ended = true;
        KeptService[] all;
        lock (_gate)
            all = [.. _services.Values];
        Task ended = Task.WhenAll(all.Select(service => service.StopAsync()));
        return await Task.WhenAny(ended, Task.Delay(patience)).ConfigureAwait(false) == ended;
    }

    /// <summary>After <see cref="StopAsync"/>.</summary>
    public void Dispose() => _one.Dispose();

    private async Task EndAsync(string name, ServiceSpec? successor)
    {
        KeptService service;
        lock (_gate)
            service = _services[name];
        await service.StopAsync().ConfigureAwait(false);
        service.Dispose();
        lock (_gate)
            _services.Remove(name);
        if (successor is not null)
            await Begin(successor).ConfigureAwait(false);
    }

    private Task Begin(ServiceSpec spec)
    {
        lock (_gate)
        {
            if (!_ended)
                _services[spec.Name] = new KeptService(spec, time, tell);
        }

        return Task.CompletedTask;
    }
}
