namespace AgentSafetyKit.Network;

/// <summary>What a keeper of forwards is doing.</summary>
public enum KeeperPhase
{
    /// <summary>Nothing is wanted.</summary>
    Idle,

    /// <summary>Another process keeps this VM's forwards.</summary>
    Elsewhere,

    /// <summary>The VM is off; its forwards come up with it.</summary>
    Off,

    /// <summary>The VM is on its way up, or does not answer.</summary>
    Connecting,
    Connected,
}
