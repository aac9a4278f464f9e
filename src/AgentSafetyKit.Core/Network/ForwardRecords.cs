using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Network;

/// <summary>Serializes records of forwards without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ForwardRecord))]
internal sealed partial class ForwardRecords : JsonSerializerContext;
