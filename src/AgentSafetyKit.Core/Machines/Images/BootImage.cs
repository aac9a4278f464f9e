namespace AgentSafetyKit.Machines.Images;

/// <summary>An image on the disk, ready to be the read-only base of machines.</summary>
/// <param name="Disk">The disk.</param>
/// <param name="Format">As QEMU names it: <c>raw</c> or <c>qcow2</c>.</param>
/// <param name="Kernel">Started directly where given; else the disk's own boot loader is.</param>
/// <param name="Initrd">Goes with <paramref name="Kernel"/>.</param>
/// <param name="Seeded">The image takes keys and address from the seed by itself, so cloud-init is needed only for settings of the user's own.</param>
/// <param name="NeedsUefi">The disk's own boot loader is one for UEFI, and none for a BIOS.</param>
public sealed record BootImage(string Disk, string Format, string? Kernel, string? Initrd, bool Seeded, bool NeedsUefi = false);
