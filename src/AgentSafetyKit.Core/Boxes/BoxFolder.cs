namespace AgentSafetyKit.Boxes;

/// <summary>A folder of the VM that a box gets.</summary>
/// <param name="Source">In the VM.</param>
/// <param name="Name">What the last part of its path is; what it is called in the box.</param>
/// <param name="IsCopied">A copy lies in the box's home; else it is the folder itself.</param>
public sealed record BoxFolder(string Source, string Name, bool IsCopied);
