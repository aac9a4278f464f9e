using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>Serializes <see cref="EffectiveConfig"/> and problems without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(EffectiveConfig))]
[JsonSerializable(typeof(ConfigProblemRecord[]))]
public sealed partial class EffectiveConfigJson : JsonSerializerContext;
