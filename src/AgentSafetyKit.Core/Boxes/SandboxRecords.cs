using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Boxes;

/// <summary>Serializes <see cref="SandboxSession"/> without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SandboxSession))]
internal sealed partial class SandboxRecords : JsonSerializerContext;
