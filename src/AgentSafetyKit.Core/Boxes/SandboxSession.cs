using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Boxes;

/// <summary>A session: a container with a time limit, made for a program. What a daemon that comes back has to know of it.</summary>
/// <param name="Id">32 random hexadecimal digits: whoever does not know it can not ask for it.</param>
/// <param name="Machine">The VM it is in.</param>
/// <param name="Container">Podman's id of it.</param>
/// <param name="Owner">The token's name; empty: whoever may use the daemon's socket.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it is removed; null: when it is deleted.</param>
/// <param name="Image">What it was made from.</param>
/// <param name="MemoryBytes">What all its processes may take together.</param>
/// <param name="Cores">Processor time, in cores.</param>
/// <param name="Processes">At a time.</param>
/// <param name="Network">What it reaches.</param>
/// <param name="Agent">Whom an execution is for that names nobody; null: it has to name somebody.</param>
public sealed record SandboxSession(
    string Id, string Machine, string Container, string Owner, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, string Image, long MemoryBytes, int Cores, int Processes, BoxNetwork Network, string? Agent);
