using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Images;

/// <summary>Why something could not be downloaded. What was received so far stays for the next try, unless it was wrong.</summary>
/// <param name="cause">For the user.</param>
/// <param name="isFinal">Trying again would end in the same way.</param>
internal sealed class DownloadException(Text cause, bool isFinal) : Exception(cause.English)
{
    public Text Cause { get; } = cause;

    public bool IsFinal { get; } = isFinal;
}
