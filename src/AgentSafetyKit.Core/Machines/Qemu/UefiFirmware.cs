namespace AgentSafetyKit.Machines.Qemu;

/// <summary>A UEFI for a machine, as the host's packages bring it: the code, which is only read, and the template of its variables, of which each machine has a copy of its own.</summary>
/// <param name="Code">The file with the code.</param>
/// <param name="CodeFormat">As QEMU names it.</param>
/// <param name="Variables">The file with the variables.</param>
/// <param name="VariablesFormat">As QEMU names it.</param>
public sealed record UefiFirmware(string Code, string CodeFormat, string Variables, string VariablesFormat);
