namespace AgentSafetyKit.Machines.Images;

/// <summary>Makes an image's files out of what mmdebstrap built: <c>disk.raw</c>, <c>kernel</c> and <c>initrd</c> in the given folder. What it was made from is gone afterwards.</summary>
internal interface IImageDisk
{
    Task MakeAsync(string tree, string folder, CancellationToken cancellation);
}
