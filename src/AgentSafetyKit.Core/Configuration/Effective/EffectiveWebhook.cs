namespace AgentSafetyKit.Configuration.Effective;

/// <summary>One of <c>api.webhooks</c>.</summary>
/// <param name="Url">Without its query.</param>
/// <param name="SecretFrom">env, file or command.</param>
public sealed record EffectiveWebhook(string Url, string SecretFrom);
