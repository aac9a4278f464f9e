namespace AgentSafetyKit.Processes;

/// <summary>Told of what a command prints, as it comes: from another thread, one call at a time. What it throws ends the command.</summary>
/// <param name="isError">It came on standard error.</param>
/// <param name="bytes">Only for the time of the call.</param>
public delegate void OutputHeard(bool isError, ReadOnlySpan<byte> bytes);
