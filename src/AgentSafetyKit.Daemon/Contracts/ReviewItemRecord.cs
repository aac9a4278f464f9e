using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One path of a <see cref="ReviewRecord"/>; names are escaped, and where that changes them their bytes are there too (<see cref="RawBytes"/>).</summary>
public sealed record ReviewItemRecord(string Path, string Change, bool IsFolder, string? LinkTarget, string? Warning, string? PathBytes, string? LinkTargetBytes)
{
    public static ReviewItemRecord Of(ReviewItem item, Language language) =>
        new(item.Path, CamelWord.Of(item.Change), item.IsFolder, item.LinkTarget, item.Warning.IsEmpty ? null : item.Warning.In(language), item.PathBytes, item.LinkTargetBytes);
}
