namespace AgentSafetyKit.Machines.Images;

/// <summary>Where an image comes from.</summary>
public enum ImageKind
{
    /// <summary><c>build:debian:SUITE</c>: built here from Debian's packages.</summary>
    Built,

    /// <summary><c>ubuntu:24.04</c>, <c>debian:12</c>: a vendor's cloud image, downloaded and checked against the vendor's list of checksums.</summary>
    Release,

    /// <summary><c>https://…</c>, with <c>#sha256=…</c> or without: a disk image of somebody else's.</summary>
    Address,

    /// <summary><c>file:///PATH</c>: a disk image on this host, used where it lies.</summary>
    File,
}
