using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Counts the answers that do not end: events, logs that are followed, terminals. There are fewer of them than connections, so that one who only asks is always answered.</summary>
internal sealed class LongAnswers
{
    private const int Most = 128;
    private int _taken;

    /// <summary>Takes a place until disposed of.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: there is none.</exception>
    public IDisposable Take()
    {
        if (Interlocked.Increment(ref _taken) <= Most)
            return new Place(this);
        Interlocked.Decrement(ref _taken);
        throw new KitException(
            ErrorCode.Busy,
            new Text("no more streams are opened now", "новые потоки сейчас не открываются"),
            new Text($"{Most} events, logs and terminals are being followed already", $"уже открыто потоков событий, журналов и терминалов: {Most}"),
            new Text("close one of them", "закройте один из них"));
    }

    private sealed class Place(LongAnswers answers) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                Interlocked.Decrement(ref answers._taken);
        }
    }
}
