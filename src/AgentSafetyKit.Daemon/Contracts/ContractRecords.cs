using System.Text.Json;
using System.Text.Json.Serialization;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The compiler-made serializer of everything that goes over the socket: one for the server, the client and <c>--json</c>.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(CamelName<ChangeKind>), typeof(CamelName<ContentChangeState>), typeof(CamelName<EntryKind>), typeof(CamelName<FindingKind>), typeof(CamelName<ManifestState>), typeof(CamelName<RestoreAction>), typeof(CamelName<RetentionMethod>), typeof(CamelName<RetentionReason>), typeof(CamelName<ReviewChange>), typeof(CamelName<SnapshotReason>)])]
[JsonSerializable(typeof(AgentListRecord))]
[JsonSerializable(typeof(AgentRecord))]
[JsonSerializable(typeof(BackupFolderRecord))]
[JsonSerializable(typeof(BackupListRecord))]
[JsonSerializable(typeof(DaemonResponse))]
[JsonSerializable(typeof(DiffRecord))]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(ForceRequest))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(MachineListRecord))]
[JsonSerializable(typeof(MachineRecord))]
[JsonSerializable(typeof(MountListRecord))]
[JsonSerializable(typeof(MountRequest))]
[JsonSerializable(typeof(MountViewRecord))]
[JsonSerializable(typeof(OperationListRecord))]
[JsonSerializable(typeof(OperationRecord))]
[JsonSerializable(typeof(PortListRecord))]
[JsonSerializable(typeof(ProblemResponse))]
[JsonSerializable(typeof(RestoreRecord))]
[JsonSerializable(typeof(ReviewRecord))]
[JsonSerializable(typeof(RunListRecord))]
[JsonSerializable(typeof(RunStartRequest))]
[JsonSerializable(typeof(RunStopRequest))]
[JsonSerializable(typeof(RunViewRecord))]
[JsonSerializable(typeof(SnapshotListRecord))]
[JsonSerializable(typeof(SnapshotRecord))]
[JsonSerializable(typeof(SnapshotRestoreRequest))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(UndoRequest))]
[JsonSerializable(typeof(VerifyRecord))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(VmRequest))]
public sealed partial class ContractRecords : JsonSerializerContext;
