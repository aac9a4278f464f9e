namespace AgentSafetyKit.Sessions;

/// <summary>The folder a run has in the guest's memory: what is secret goes through it, and is on no disk.</summary>
internal static class RunMemory
{
    public static string FolderOf(string runId) => "/dev/shm/agsekit-" + runId;
}
