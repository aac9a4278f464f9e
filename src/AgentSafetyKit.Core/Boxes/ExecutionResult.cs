namespace AgentSafetyKit.Boxes;

/// <summary>How a command in a session ended. What it printed is the session's choice.</summary>
/// <param name="ExitCode">128 + the signal's number where a signal ended it.</param>
/// <param name="Output">The first bytes of standard output.</param>
/// <param name="Error">The first bytes of standard error.</param>
/// <param name="Duration">In the session.</param>
/// <param name="TimedOut">It was ended because its time was over.</param>
/// <param name="IsTruncated">It printed more than is kept.</param>
public sealed record ExecutionResult(int ExitCode, byte[] Output, byte[] Error, TimeSpan Duration, bool TimedOut, bool IsTruncated);
