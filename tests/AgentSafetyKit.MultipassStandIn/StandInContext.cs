using System.Text.Json.Serialization;

namespace AgentSafetyKit.MultipassStandIn;

[JsonSerializable(typeof(Dictionary<string, StandInMachine>))]
internal sealed partial class StandInContext : JsonSerializerContext;
