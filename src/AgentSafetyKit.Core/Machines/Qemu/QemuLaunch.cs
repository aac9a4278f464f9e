using System.Runtime.InteropServices;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>Everything that decides how QEMU is started for one machine.</summary>
public sealed record QemuLaunch
{
    public required string Name { get; init; }

    public required Architecture Architecture { get; init; }

    public required Accelerator Accelerator { get; init; }

    public required int Processors { get; init; }

    public required ByteSize Memory { get; init; }

    /// <summary>The machine's own disk: a qcow2 overlay.</summary>
    public required string Disk { get; init; }

    public required BootImage Image { get; init; }

    /// <summary>The folder the guest sees as a small read-only disk labelled CIDATA.</summary>
    public required string SeedFolder { get; init; }

    /// <summary>Whether cloud-init is to run at this start.</summary>
    public required bool CloudInit { get; init; }

    /// <summary>With the machine's own variables; null: a BIOS, or our own kernel.</summary>
    public UefiFirmware? Firmware { get; init; }

    public required string Mac { get; init; }

    public required NetworkPolicy Network { get; init; }

    /// <summary>Where connections to the guest's SSH server are taken, as <c>ADDRESS:PORT</c>, in the network namespace QEMU runs in.</summary>
    public required string SshListener { get; init; }

    public required string ControlSocket { get; init; }

    /// <summary>The guest does not begin by itself: it is to be given the memory of a snapshot first.</summary>
    public bool Halted { get; init; }
}
