using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>The folder a name lies in, as a handle: the mount's root, which stays open, or one opened for this request alone.</summary>
internal readonly ref struct ParentFolder(FileDescriptor handle, bool ours)
{
    public FileDescriptor Handle { get; } = handle;

    public void Dispose()
    {
        if (ours)
            Handle.Dispose();
    }
}
