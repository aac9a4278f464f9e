namespace AgentSafetyKit.Configuration.Effective;

/// <summary>The server an agent is pointed at.</summary>
/// <param name="KeyFrom">env, file or command; null: none.</param>
public sealed record EffectiveOpenAi(string Url, string? Model, string? KeyFrom)
{
    public static EffectiveOpenAi? Of(OpenAiSettings? settings) => settings is null ? null : new(settings.Url, settings.Model, settings.Key is { } key ? SettingWords.Of(key.Kind) : null);
}
