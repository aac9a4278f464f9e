using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>Whom the files we make belong to.</summary>
public static class EffectiveUser
{
    public static uint Id { get; } = Libc.EffectiveUser();

    public static uint Group { get; } = Libc.EffectiveGroup();

    public static bool IsRoot => Id == 0;
}
