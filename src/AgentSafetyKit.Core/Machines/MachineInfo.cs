using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>A virtual machine as it is. For a broken one whose record can not be read, all but name, state, provider and cause is empty.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">As observed now.</param>
/// <param name="Provider">The engine that has it.</param>
/// <param name="Processors">As created.</param>
/// <param name="Memory">As created.</param>
/// <param name="Disk">As created.</param>
/// <param name="Image">As named at creation.</param>
/// <param name="Network">The policy in force.</param>
/// <param name="Created">When it was made.</param>
public sealed record MachineInfo(
    string Name,
    MachineState State,
    string Provider,
    int Processors,
    ByteSize Memory,
    ByteSize Disk,
    string Image,
    NetworkPolicy Network,
    DateTimeOffset Created)
{
    /// <summary>Null while it does not run, and for engines that do not tell.</summary>
    public Accelerator? Accelerator { get; init; }

    /// <summary>Loopback port of its SSH server on the host; null while it does not run.</summary>
    public int? SshPort { get; init; }

    /// <summary>Since when it runs; null while it does not.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Room its disk takes on the host now.</summary>
    public ByteSize DiskUsed { get; init; }

    /// <summary>What it takes now; null while it does not run, and for engines that do not tell without waking the guest.</summary>
    public MachineUsage? Usage { get; init; }

    /// <summary>What an unnamed image means for this machine, so that <c>default</c> in a configuration is no difference.</summary>
    public string DefaultImage { get; init; } = MachineSpec.DefaultImage;

    /// <summary>Its guest may reach services of the host: this engine can not keep it from that.</summary>
    public bool ReachesHost { get; init; }

    /// <summary>Why it is broken; else none.</summary>
    public Text Cause { get; init; } = Text.None;

    /// <summary>Where the wish and the machine differ, one entry a property; none when they agree.</summary>
    public IReadOnlyList<SpecDifference> DifferencesFrom(MachineSpec wanted)
    {
        var found = new List<SpecDifference>();
        if (wanted.Processors != Processors)
            found.Add(new SpecDifference("cpu", $"{wanted.Processors}", $"{Processors}"));
        if (wanted.Memory != Memory)
            found.Add(new SpecDifference("ram", wanted.Memory.ToConfig(), Memory.ToConfig()));
        if (wanted.Disk != Disk)
            found.Add(new SpecDifference("disk", wanted.Disk.ToConfig(), Disk.ToConfig()));
        if (wanted.Image != Image && (wanted.Image != MachineSpec.DefaultImage || Image != DefaultImage))
            found.Add(new SpecDifference("image", wanted.Image, Image));
        if (wanted.Network != Network)
            found.Add(new SpecDifference("network", NameOf(wanted.Network), NameOf(Network)));
        return found;
    }

    private static string NameOf(NetworkPolicy policy) => policy == NetworkPolicy.Open ? "open" : "none";
}
