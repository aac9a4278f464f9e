using System.Collections.Immutable;
using AgentSafetyKit.Machines.Images;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>What is kept of a machine in its folder (<c>machine.json</c>), written once whole at each change.</summary>
internal sealed record MachineRecord
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required string Name { get; init; }

    public required int Processors { get; init; }

    public required long MemoryBytes { get; init; }

    public required long DiskBytes { get; init; }

    public required string Image { get; init; }

    public required NetworkPolicy Network { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string Mac { get; init; }

    public required BootImage Boot { get; init; }

    /// <summary>What starts a disk that needs UEFI, with this machine's own variables; null: a BIOS, or our own kernel.</summary>
    public UefiFirmware? Firmware { get; init; }

    /// <summary>Kept over starts where it is still free.</summary>
    public int SshPort { get; init; }

    /// <summary>What QEMU does not keep of its snapshots. One that is not on the disk counts for nothing.</summary>
    public ImmutableArray<SnapshotSize> Snapshots { get; init; } = [];

    /// <summary>Whether cloud-init has something to do at the next start.</summary>
    public bool CloudInitPending { get; init; }
}
