using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>The flags of open(2) whose bits x86-64 and arm64 number differently (asm-generic/fcntl.h against arm64's own).</summary>
public static class OpenFlagsOfArchitecture
{
    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>O_DIRECTORY: fail unless it is a folder.</summary>
    public static OpenFlags Folder { get; } = (OpenFlags)(Arm ? 0x4000 : 0x10000);

    /// <summary>O_NOFOLLOW: fail with ELOOP on a symbolic link (or, with O_PATH, open the link itself).</summary>
    public static OpenFlags NoFollow { get; } = (OpenFlags)(Arm ? 0x8000 : 0x20000);
}
