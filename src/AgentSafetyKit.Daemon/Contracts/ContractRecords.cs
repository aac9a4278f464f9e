using System.Text.Json;
using System.Text.Json.Serialization;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Diagnostics;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The compiler-made serializer of everything that goes over the socket: one for the server, the client and <c>--json</c>. What is only ever written has no code to read it: that would be a tenth of a megabyte.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    GenerationMode = JsonSourceGenerationMode.Serialization,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AgentListRecord))]
[JsonSerializable(typeof(AgentRecord))]
[JsonSerializable(typeof(ApiTokenFile), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BackupFolderRecord))]
[JsonSerializable(typeof(BackupListRecord))]
[JsonSerializable(typeof(BackupStatus), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DaemonRecord))]
[JsonSerializable(typeof(DaemonResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DashboardRecord), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DiffRecord))]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(FileContentRecord))]
[JsonSerializable(typeof(ForceRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(HealthRecord))]
[JsonSerializable(typeof(HistoryRecord))]
[JsonSerializable(typeof(HealthResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<string>), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MachineListRecord))]
[JsonSerializable(typeof(MachineRecord))]
[JsonSerializable(typeof(MountListRecord))]
[JsonSerializable(typeof(MountRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MountViewRecord))]
[JsonSerializable(typeof(OperationListRecord))]
[JsonSerializable(typeof(OperationRecord))]
[JsonSerializable(typeof(PageSessionRecord))]
[JsonSerializable(typeof(PageTicketRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PinRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PortListRecord))]
[JsonSerializable(typeof(ProblemResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RestoreRecord))]
[JsonSerializable(typeof(ReviewRecord))]
[JsonSerializable(typeof(RunListRecord))]
[JsonSerializable(typeof(RunStartRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RunStopRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RunViewRecord))]
[JsonSerializable(typeof(SnapshotListRecord))]
[JsonSerializable(typeof(SnapshotRecord))]
[JsonSerializable(typeof(SnapshotRestoreRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StatusReport), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TerminalEnd))]
[JsonSerializable(typeof(TripwireListRecord))]
[JsonSerializable(typeof(TripwireRecord))]
[JsonSerializable(typeof(TerminalResize), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UndoRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UsageRecord))]
[JsonSerializable(typeof(VerifyRecord))]
[JsonSerializable(typeof(VerifyRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(VmRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExecuteRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExecutionRecord), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OutputRecord))]
[JsonSerializable(typeof(SessionExecRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SessionListRecord), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SessionRecord), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SessionRequest), GenerationMode = JsonSourceGenerationMode.Metadata)]
public sealed partial class ContractRecords : JsonSerializerContext;
