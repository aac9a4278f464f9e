using System.Text.Json;
using System.Text.Json.Serialization;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary>The serializers of all records, made by the compiler (Native AOT has no reflection to make them from).</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    Converters = [typeof(CamelName<BackupEventKind>), typeof(CamelName<ChangeKind>), typeof(CamelName<EntryKind>), typeof(CamelName<RetentionMethod>), typeof(CamelName<SnapshotReason>)])]
[JsonSerializable(typeof(AgentListRecord))]
[JsonSerializable(typeof(BackupEventRecord))]
[JsonSerializable(typeof(BackupRecord))]
[JsonSerializable(typeof(BundleListRecord))]
[JsonSerializable(typeof(CleanRecord))]
[JsonSerializable(typeof(ConfigCheckRecord))]
[JsonSerializable(typeof(ConfigPathRecord))]
[JsonSerializable(typeof(FoundRecord))]
[JsonSerializable(typeof(ImageListRecord))]
[JsonSerializable(typeof(ListingRecord))]
[JsonSerializable(typeof(MachineSnapshotListRecord))]
[JsonSerializable(typeof(NewTokenRecord))]
[JsonSerializable(typeof(PolicyExplanationRecord))]
[JsonSerializable(typeof(SourceVerifyRecord))]
[JsonSerializable(typeof(TokenListRecord))]
[JsonSerializable(typeof(VersionRecord))]
internal sealed partial class JsonRecords : JsonSerializerContext;
