namespace AgentSafetyKit.Machines.Qemu;

/// <summary>What a probe of the processor's virtualisation found; good for one boot of the host and one QEMU.</summary>
internal sealed record ProbeVerdict(string Boot, string Program, long ProgramChanged, bool Usable, string Said);
