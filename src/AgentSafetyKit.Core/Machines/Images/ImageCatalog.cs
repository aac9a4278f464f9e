using System.Collections.Immutable;

namespace AgentSafetyKit.Machines.Images;

/// <summary>The releases that vendors publish cloud images of, and where: each with a list of checksums beside it, which for Ubuntu is signed.</summary>
public static class ImageCatalog
{
    /// <summary>Ubuntu's keys for its cloud images, where the package that has them is installed.</summary>
    private static readonly ImmutableArray<string> UbuntuKeyrings = ["/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg", "/usr/share/keyrings/ubuntu-archive-keyring.gpg"];

    private static readonly ImmutableArray<(string Name, string Code)> Ubuntu = [("22.04", "jammy"), ("24.04", "noble")];

    private static readonly ImmutableArray<(string Name, string Code)> Debian = [("12", "bookworm"), ("13", "trixie")];

    /// <summary>As the configuration names them.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Ubuntu.Select(release => $"ubuntu:{release.Name}"), .. Debian.Select(release => $"debian:{release.Name}")];

    /// <param name="name">Such as <c>ubuntu:24.04</c>.</param>
    /// <param name="architecture">As Debian names it.</param>
    /// <returns>Null: there is none of that name.</returns>
    public static ReleaseImage? Find(string name, string architecture = "amd64")
    {
        foreach ((string version, string code) in Ubuntu)
        {
            if (name == $"ubuntu:{version}")
            {
                return new ReleaseImage($"ubuntu-{version}-{architecture}", new Uri($"https://cloud-images.ubuntu.com/releases/{code}/release/"), $"ubuntu-{version}-server-cloudimg-{architecture}.img", "SHA256SUMS")
                {
                    Signature = "SHA256SUMS.gpg",
                    Keyrings = UbuntuKeyrings,
                };
            }
        }

        foreach ((string version, string code) in Debian)
        {
            if (name == $"debian:{version}")
                return new ReleaseImage($"debian-{version}-{architecture}", new Uri($"https://cloud.debian.org/images/cloud/{code}/latest/"), $"debian-{version}-genericcloud-{architecture}.qcow2", "SHA512SUMS");
        }

        return null;
    }
}
