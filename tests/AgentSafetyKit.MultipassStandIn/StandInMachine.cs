namespace AgentSafetyKit.MultipassStandIn;

/// <summary>A machine of the stand-in. What it is doing follows from the clock, so it goes on when the client that began it was killed.</summary>
public sealed record StandInMachine
{
    public required string Name { get; init; }

    public string Settled { get; init; } = "Stopped";

    /// <summary>What it shows until <see cref="Until"/>, after which it is <see cref="Settled"/>.</summary>
    public string Meanwhile { get; init; } = "";

    public DateTimeOffset Until { get; init; }

    /// <summary>Before this it is not listed: its image is being prepared.</summary>
    public DateTimeOffset VisibleFrom { get; init; }

    public string Address { get; init; } = "";

    public int Processors { get; init; } = 1;

    public long Memory { get; init; } = 1L << 30;

    public long Disk { get; init; } = 5L << 30;

    public string Release { get; init; } = "Ubuntu 24.04 LTS";

    public string ImageHash { get; init; } = "20aed4d0a10b8a674a7822bf2975ab566fa6cbfe908ef092a7a8d1c1c3fbb4f2";

    /// <summary><c>ssh-ed25519 …</c>.</summary>
    public string HostKey { get; init; } = "";

    public List<string> AuthorizedKeys { get; init; } = [];

    public List<StandInSnapshot> Snapshots { get; init; } = [];

    /// <summary>Counts its boots: a connection belongs to one.</summary>
    public int Boot { get; init; }

    /// <summary>A real guest stands behind it.</summary>
    public bool Real { get; init; }

    public string StateAt(DateTimeOffset now) => now < Until ? Meanwhile : Settled;

    public bool RunsAt(DateTimeOffset now) => StateAt(now) == "Running";

    public StandInMachine Changing(string meanwhile, DateTimeOffset until, string settled) => this with { Meanwhile = meanwhile, Until = until, Settled = settled };

    public StandInMachine Now(string settled) => this with { Settled = settled, Until = default };
}
