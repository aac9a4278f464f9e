using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Exactly what a restore will do, worked out before anything is touched. Files that the snapshot's rules leave out are in no step.</summary>
public sealed class RestorePlan
{
    internal RestorePlan(RestoreRequest request, string target, Manifest manifest, TreeScan? found, RestoreScope scope, IReadOnlyList<RestoreStep> steps)
    {
        Request = request;
        Target = target;
        Manifest = manifest;
        Found = found;
        Scope = scope;
        Steps = steps;
        foreach (RestoreStep step in steps)
        {
            Created += step.Action == RestoreAction.Create ? 1 : 0;
            Changed += step.Action is RestoreAction.Replace or RestoreAction.Metadata ? 1 : 0;
            Deleted += step.Action == RestoreAction.Delete ? 1 : 0;
            Bytes += step.Action is RestoreAction.Create or RestoreAction.Replace ? step.Size : 0;
        }
    }

    public RestoreRequest Request { get; }

    /// <summary>The folder restored into.</summary>
    public string Target { get; }

    public IReadOnlyList<RestoreStep> Steps { get; }

    public int Created { get; }

    public int Changed { get; }

    public int Deleted { get; }

    /// <summary>To be written.</summary>
    public long Bytes { get; }

    public bool IsEmpty => Steps.Count == 0;

    /// <summary>Programs and scripts that will be created or replaced: they run on this host.</summary>
    public IEnumerable<TreePath> ChangedExecutables => Steps.Where(step => step.IsExecutable && step.Action is RestoreAction.Create or RestoreAction.Replace).Select(step => step.Path);

    /// <summary>What the snapshot does not have goes.</summary>
    internal bool RemovesExtra => Request.DeletesExtra ?? Request.Target is null;

    internal Manifest Manifest { get; }

    /// <summary>Null: the target does not exist yet.</summary>
    internal TreeScan? Found { get; }

    internal RestoreScope Scope { get; }
}
