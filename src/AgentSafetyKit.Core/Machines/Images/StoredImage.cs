using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Images;

/// <summary>An image of the store.</summary>
/// <param name="Id">Its folder's name.</param>
/// <param name="Name">As the configuration names it.</param>
/// <param name="Made">When it was built or downloaded.</param>
/// <param name="Size">What it takes on the disk.</param>
/// <param name="Sha256">Of the file that was downloaded; null: it was built.</param>
/// <param name="Folder">Where it lies.</param>
public sealed record StoredImage(string Id, string Name, DateTimeOffset Made, ByteSize Size, string? Sha256, string Folder);
