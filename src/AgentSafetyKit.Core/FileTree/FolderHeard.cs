namespace AgentSafetyKit.FileTree;

/// <summary>What a <see cref="FolderWatch"/> heard of up to one moment: every change in the tree that was over by then is in one of these folders, if the tree was looked at last in the same epoch. Only a hint all the same.</summary>
/// <param name="Epoch">Another one: something may have been missed in between.</param>
/// <param name="UpTo">For <see cref="FolderWatch.Forget"/>.</param>
/// <param name="Folders">Where; true: with all that is beneath.</param>
public sealed record FolderHeard(long Epoch, long UpTo, IReadOnlyDictionary<TreePath, bool> Folders);
