namespace AgentSafetyKit.Network;

/// <summary>How a forward is.</summary>
public enum ForwardState
{
    /// <summary>There is no connection to the VM now; it comes up with it.</summary>
    Waiting,
    Up,

    /// <summary>It was refused, and is tried again every few seconds.</summary>
    Failed,
}
