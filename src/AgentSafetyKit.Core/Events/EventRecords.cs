using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Events;

/// <summary>The compiler-made serializer of the journal: one line an event.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KitEvent))]
internal sealed partial class EventRecords : JsonSerializerContext;
