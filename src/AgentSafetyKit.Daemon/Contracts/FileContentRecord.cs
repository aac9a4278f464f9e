namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The text of a file in a snapshot, to be looked at; escaped, so that it can not be read back from here.</summary>
/// <param name="Size">Of the whole file.</param>
/// <param name="State"><c>text</c>; <c>binary</c> or <c>notAFile</c>: there is no text.</param>
/// <param name="Text">From its beginning.</param>
/// <param name="Truncated">The file goes on.</param>
public sealed record FileContentRecord(string Snapshot, string Path, string? PathBytes, long Size, string State, string? Text, bool Truncated);
