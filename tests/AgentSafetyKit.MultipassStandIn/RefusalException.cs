namespace AgentSafetyKit.MultipassStandIn;

/// <summary>Ends a call with words on standard error and a code.</summary>
public sealed class RefusalException(int code, string words) : Exception(words)
{
    public int Code { get; } = code;
}
