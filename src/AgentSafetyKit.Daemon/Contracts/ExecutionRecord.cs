using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentSafetyKit.Boxes;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>How an execution in a session ended.</summary>
/// <param name="ExitCode">128 + the signal's number where a signal ended it.</param>
/// <param name="Output">What the agent answered, where that is JSON.</param>
/// <param name="Stdout">What was printed, where it is not; the first mebibyte, as text.</param>
/// <param name="Stderr">The same of standard error.</param>
/// <param name="DurationMs">In the session.</param>
/// <param name="TimedOut">It was ended because its time was over.</param>
/// <param name="Truncated">More was printed than is told.</param>
public sealed record ExecutionRecord(
    int ExitCode,
    long DurationMs,
    bool TimedOut,
    bool Truncated,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Output = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Stdout = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Stderr = null)
{
    /// <param name="result">The end.</param>
    /// <param name="isJson">Its agent answers in JSON.</param>
    public static ExecutionRecord Of(ExecutionResult result, bool isJson)
    {
        JsonElement? output = isJson && result.ExitCode == 0 && !result.IsTruncated ? Parsed(result.Output) : null;
        return End(result) with { Output = output, Stdout = output is null ? Encoding.UTF8.GetString(result.Output) : null, Stderr = Encoding.UTF8.GetString(result.Error) };
    }

    /// <summary>Where the output has been streamed.</summary>
    public static ExecutionRecord End(ExecutionResult result) => new(result.ExitCode, (long)result.Duration.TotalMilliseconds, result.TimedOut, result.IsTruncated);

    private static JsonElement? Parsed(byte[] output)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
