using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The compiler-made serializer of everything that goes over the socket: one for the server, the client and <c>--json</c>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ProblemResponse))]
[JsonSerializable(typeof(StatusResponse))]
public sealed partial class ContractRecords : JsonSerializerContext;
