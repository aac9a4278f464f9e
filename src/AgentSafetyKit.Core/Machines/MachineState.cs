namespace AgentSafetyKit.Machines;

/// <summary>What a machine is doing, as observed, never as remembered.</summary>
public enum MachineState
{
    Stopped,

    /// <summary>It runs, and its SSH server has not answered since.</summary>
    Starting,
    Running,

    /// <summary>Its memory is put aside by its engine; starting goes on where it was.</summary>
    Suspended,

    /// <summary>It is on its way off.</summary>
    Stopping,

    /// <summary>It can not be used as it is; <see cref="MachineInfo.Cause"/> says why.</summary>
    Broken,
}
