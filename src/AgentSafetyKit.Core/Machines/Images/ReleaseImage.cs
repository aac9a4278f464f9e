using System.Collections.Immutable;

namespace AgentSafetyKit.Machines.Images;

/// <summary>Where a vendor publishes the image of a release.</summary>
/// <param name="Key">Begins the name of its folder in our store.</param>
/// <param name="Folder">The address all its files are beneath; ends in a slash.</param>
/// <param name="File">The disk image.</param>
/// <param name="Checksums">The list with its checksum, as sha256sum(1) or sha512sum(1) writes it; the name says which.</param>
public sealed record ReleaseImage(string Key, Uri Folder, string File, string Checksums)
{
    /// <summary>The list's signature (OpenPGP, detached), or null where the vendor publishes none.</summary>
    public string? Signature { get; init; }

    /// <summary>Files that have the vendor's keys where they are installed.</summary>
    public ImmutableArray<string> Keyrings { get; init; } = [];
}
