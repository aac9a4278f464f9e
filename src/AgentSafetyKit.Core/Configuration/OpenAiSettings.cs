namespace AgentSafetyKit.Configuration;

/// <summary>A server of the user's choice for an agent's model, reached from inside the VM.</summary>
/// <param name="Url">Its address up to and with <c>/v1</c>; holds no password.</param>
/// <param name="Model">Null: the agent's own choice.</param>
/// <param name="Key">Where its key is taken from; null: it takes any.</param>
public sealed record OpenAiSettings(string Url, string? Model, SecretSource? Key);
