namespace AgentSafetyKit.Native;

/// <summary>What <see cref="Libc.Spawn"/> gives the new process besides its arguments.</summary>
public sealed record SpawnOptions
{
    /// <summary>Null: the caller's own.</summary>
    public FileDescriptor? StandardInput { get; init; }

    public FileDescriptor? StandardOutput { get; init; }

    public FileDescriptor? StandardError { get; init; }

    /// <summary>The path of a terminal that becomes its standard input, output and error, in place of the three above; with <see cref="NewSession"/> also the terminal that controls it.</summary>
    public string? Terminal { get; init; }

    public string? WorkingFolder { get; init; }

    /// <summary>A session of its own (setsid): it outlives our terminal and has none.</summary>
    public bool NewSession { get; init; }

    /// <summary>A process group of its own (a new session has one anyway), so that it and its children can be ended together. A program that is to own the terminal stays in ours.</summary>
    public bool NewProcessGroup { get; init; }
}
