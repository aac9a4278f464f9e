using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What is kept of a folder's snapshots: what its configuration says, else what holds without any. One for all who plan a cleaning, so that they never contradict each other.</summary>
internal static class KeepingPolicy
{
    public static RetentionPolicy Of(ProtectedFolder folder) => folder.Spec.Retention ?? new RetentionPolicy();

    /// <summary>In a sentence, with where it comes from.</summary>
    public static Text Words(RetentionPolicy policy, ProtectedFolder folder)
    {
        string method = policy.Method == RetentionMethod.Tail ? "tail" : "thin", keep = Text.Verbatim($"{policy.Keep}").English;
        string size = policy.MaxTotalSize is { } most ? $", max_backup_size {most}" : "";
        Text from = policy != Of(folder) ? new Text("as you say", "как указано") : folder.Mount is not null ? new Text("by the configuration", "по настройкам") : new Text("the default", "по умолчанию");
        return new Text($"max_backups {keep}, {method}{size} ({from.English})", $"max_backups {keep}, {method}{size} ({from.Russian})");
    }
}
