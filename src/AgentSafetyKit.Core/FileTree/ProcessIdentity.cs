using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>Whom the files we make belong to.</summary>
public static class ProcessIdentity
{
    public static uint User { get; } = Libc.EffectiveUser();

    public static uint Group { get; } = Libc.EffectiveGroup();

    public static bool IsRoot => User == 0;
}
