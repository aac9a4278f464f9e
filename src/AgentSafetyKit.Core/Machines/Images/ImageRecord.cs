namespace AgentSafetyKit.Machines.Images;

/// <summary>What is written beside an image of the store (<c>image.json</c>): whence it came. Images made before there was such a file have none.</summary>
internal sealed record ImageRecord
{
    /// <summary>As the configuration names it, without a checksum.</summary>
    public required string Name { get; init; }

    /// <summary>The address it was downloaded from; null: it was built.</summary>
    public string? Source { get; init; }

    /// <summary>Of the file as it was downloaded.</summary>
    public string? Sha256 { get; init; }

    public required DateTimeOffset Made { get; init; }

    /// <summary>Of a downloaded disk.</summary>
    public string? Format { get; init; }

    public bool NeedsUefi { get; init; }
}
