namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>
/// Whether to ask for the next request again and again for a moment, rather than to sleep until it is there. A client that waits for each answer, as the calls of one program
/// do, sends the next request sooner than a processor has fallen asleep and is woken, and that takes longer than most answers do. Costs a tenth of a millisecond of a processor where such a
/// client stops, and nothing where it takes longer anyway, as one in a VM does, or where somebody else wants the processor.
/// </summary>
/// <param name="processors">Of this computer.</param>
internal sealed class BriskClient(int processors)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(100), OthersTurn = TimeSpan.FromMicroseconds(500), Restraint = TimeSpan.FromSeconds(1);

    private TimeSpan _notBefore = TimeSpan.MinValue;

    /// <summary>Whether its next request is likely to be there in a moment.</summary>
    public bool IsLikely { get; private set; }

    /// <summary>A request came, for which it was slept.</summary>
    /// <param name="slept">How long.</param>
    /// <param name="now">Of a clock that only goes on.</param>
    public void Came(TimeSpan slept, TimeSpan now) => IsLikely = slept <= Moment && processors > 1 && now >= _notBefore;

    /// <summary>Nothing has come yet, and others were let go first.</summary>
    /// <param name="waited">In all.</param>
    /// <param name="others">How long others took.</param>
    /// <param name="now">Of a clock that only goes on.</param>
    public void Waited(TimeSpan waited, TimeSpan others, TimeSpan now)
    {
        // The processor was given away for a whole turn: it would be again, at each request.
        if (others > OthersTurn)
            _notBefore = now + Restraint;
        IsLikely = waited <= Moment && others <= OthersTurn;
    }
}
