using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>Progress nobody listens to at first: of two pieces of work at once only one is shown, the other when it is the last.</summary>
internal sealed class LateProgress : IProgress<WorkProgress>
{
    public IProgress<WorkProgress>? Target { get; set; }

    public void Report(WorkProgress value) => Target?.Report(value);
}
