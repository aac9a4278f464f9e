using AgentSafetyKit.Machines.Images;

namespace AgentSafetyKit.Cli.Output;

/// <summary>An image of the QEMU engine, for programs.</summary>
/// <param name="Id">Its folder's name.</param>
/// <param name="Name">As the configuration names it.</param>
/// <param name="Sha256">Of what was downloaded; null: it was built.</param>
/// <param name="Vms">The VMs that stand on it.</param>
internal sealed record ImageRecord(string Id, string Name, DateTimeOffset Made, long Bytes, string? Sha256, IReadOnlyList<string> Vms)
{
    public static ImageRecord Of(StoredImage image, IReadOnlyList<string> machines) => new(image.Id, image.Name, image.Made, image.Size.Bytes, image.Sha256, machines);
}
