namespace AgentSafetyKit.Snapshots;

/// <summary>The parts of a manifest's file. Part of the format: values are never given a new meaning.</summary>
internal enum ManifestSection
{
    Folders = 1,
    Entries = 2,
    Names = 3,
    Hashes = 4,
    Facts = 5,
    Rules = 6,
    Warnings = 7,
}
