namespace AgentSafetyKit.Daemon.Webhooks;

/// <summary>A message that has still to reach its address. Kept on the disk, without the key.</summary>
/// <param name="Id">32 hexadecimal digits; the same at every try.</param>
/// <param name="Url">Where it goes, as the configuration has it.</param>
/// <param name="Body">JSON.</param>
/// <param name="MadeAt">When what it tells of happened.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Next">When it is tried next.</param>
internal sealed record WebhookDelivery(string Id, string Url, string Body, DateTimeOffset MadeAt, int Tries, DateTimeOffset Next);
