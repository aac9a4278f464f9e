using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Sessions;

/// <summary>The compiler-made serializer of what this room keeps on the disk.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(MountRecord))]
[JsonSerializable(typeof(MountMemory))]
[JsonSerializable(typeof(TrippedMount))]
[JsonSerializable(typeof(TripwireWord))]
[JsonSerializable(typeof(BackupCheck))]
[JsonSerializable(typeof(BackupHealth))]
internal sealed partial class SessionRecords : JsonSerializerContext;
