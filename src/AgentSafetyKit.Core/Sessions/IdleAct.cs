namespace AgentSafetyKit.Sessions;

/// <summary>Something that nobody used, and that was put away.</summary>
/// <param name="Machine">The VM.</param>
/// <param name="Folder">The folder that was unmounted; null: the VM itself was stopped.</param>
/// <param name="Unused">For how long nobody had used it.</param>
public sealed record IdleAct(string Machine, string? Folder, TimeSpan Unused);
