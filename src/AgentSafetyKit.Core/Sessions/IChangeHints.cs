using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>Tells that a folder may have changed. Only a hint: a check at each interval does not depend on it.</summary>
public interface IChangeHints : IDisposable
{
    /// <summary>Differs from what it was when something may have changed in between.</summary>
    long Changes { get; }

    /// <summary>How long ago the last of them was heard of; zero where that is not known.</summary>
    TimeSpan SinceChange => TimeSpan.Zero;

    /// <summary>Why changes are not heard of at present; none where they are.</summary>
    Text Trouble { get; }

    /// <summary>Returns when one of the above may differ, when the time is over, or earlier: a host that slept is noticed by whoever looks at the clock.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellation);

    /// <summary>Where something changed, by all that was over when this is asked; null: not known, so that everything has to be looked at.</summary>
    FolderHeard? Heard() => null;

    /// <summary>Everything that was heard of then is in a snapshot by now.</summary>
    void Forget(FolderHeard looked)
    {
    }

    /// <summary>Begins to listen, or goes on by these rules: what they leave out is not worth a hint.</summary>
    void Follow(IgnoreRules rules);

    /// <summary>Makes sure of what no event tells: that the path still leads to the folder that is listened to.</summary>
    void Verify();
}
