using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Sessions;

/// <summary>The compiler-made serializer of what this room keeps on the disk.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunRecords : JsonSerializerContext;
