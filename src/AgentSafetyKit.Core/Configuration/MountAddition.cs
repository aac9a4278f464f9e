using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>A mount to be written into a configuration. What is null is not written, so its default holds.</summary>
/// <param name="Source">As it is to stand in the file: absolute or with <c>~</c>.</param>
public sealed record MountAddition(
    string Source,
    string? Target = null,
    string? Backup = null,
    int? IntervalMinutes = null,
    int? MaxBackups = null,
    CleanMethod? Clean = null,
    bool? FirstBackup = null,
    string? Machine = null,
    ImmutableArray<string>? AllowedAgents = null,
    bool? Backups = null,
    bool? ReadOnly = null);
