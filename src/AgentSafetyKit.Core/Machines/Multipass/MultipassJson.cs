using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Machines.Multipass;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MultipassRecord))]
internal sealed partial class MultipassJson : JsonSerializerContext;
