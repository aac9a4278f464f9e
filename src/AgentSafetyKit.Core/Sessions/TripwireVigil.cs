namespace AgentSafetyKit.Sessions;

/// <summary>Looks after the tripwire of a mount while a run with a terminal works in it: its user is asked, and an answer given elsewhere is heard.</summary>
/// <param name="store">Where the answer goes.</param>
/// <param name="mount">The mount.</param>
/// <param name="time">The clock.</param>
internal sealed class TripwireVigil(TripwireStore store, string mount, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns when the run is to be ended and undone, with what made it so; null when cancelled.</summary>
    /// <param name="ask">Asks the user until somebody has answered; null: nobody did here.</param>
    /// <param name="cancellation">The run is over.</param>
    public async Task<UndoneRun?> WatchAsync(Func<TrippedMount, Func<bool>, CancellationToken, Task<TripwireAnswer?>> ask, CancellationToken cancellation)
    {
        DateTimeOffset? asked = null;
        try
        {
            while (true)
            {
                await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
                if (store.Find(mount) is not { } tripped)
                    continue;
                if (store.WordOf(tripped) is { Answer: TripwireAnswer.Undo } word)
                    return new UndoneRun(await SavedAsync(tripped, cancellation).ConfigureAwait(false), word.By == Environment.ProcessId);
                if (tripped.At == asked)
                    continue;
                asked = tripped.At;
                bool IsAnswered() => store.WordOf(tripped) is not null || !store.IsStill(tripped);
                if (await ask(tripped, IsAnswered, cancellation).ConfigureAwait(false) is { } answer && !IsAnswered())
                    store.Answer(tripped, answer);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>With its snapshots, which may still be in the making.</summary>
    private async Task<TrippedMount> SavedAsync(TrippedMount tripped, CancellationToken cancellation)
    {
        while (!tripped.IsSaved)
        {
            await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
            if (store.Find(mount) is not { } now || now.At != tripped.At)
                break;
            tripped = now;
        }

        return tripped;
    }
}
