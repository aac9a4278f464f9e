using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Webhooks;

/// <summary>Serializes what is sent and kept without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WebhookDelivery))]
[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class WebhookRecords : JsonSerializerContext;
