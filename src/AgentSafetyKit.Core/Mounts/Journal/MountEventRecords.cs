using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Mounts.Journal;

/// <summary>The compiler-made serializer of the journal: one line an event.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MountEvent))]
internal sealed partial class MountEventRecords : JsonSerializerContext;
