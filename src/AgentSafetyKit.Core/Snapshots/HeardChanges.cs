using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Where a folder changed since one of its snapshots was taken, as far as that was heard of. A check of these folders alone finds all that was heard; what no event told is found by a full check.</summary>
/// <param name="Since">That snapshot. Where another one is the newest by now, the rest says nothing.</param>
/// <param name="Folders">True: with all that is beneath.</param>
public sealed record HeardChanges(string Since, IReadOnlyDictionary<TreePath, bool> Folders);
