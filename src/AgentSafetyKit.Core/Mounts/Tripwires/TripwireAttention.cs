namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>Listens to a tripwire for as long as it lives.</summary>
internal sealed class TripwireAttention : IDisposable
{
    private readonly Tripwire? _tripwire;
    private readonly Action _told;

    public TripwireAttention(Tripwire? tripwire, Action told)
    {
        (_tripwire, _told) = (tripwire, told);
        if (_tripwire is not null)
            _tripwire.Changed += _told;
    }

    public void Dispose()
    {
        if (_tripwire is not null)
            _tripwire.Changed -= _told;
    }
}
