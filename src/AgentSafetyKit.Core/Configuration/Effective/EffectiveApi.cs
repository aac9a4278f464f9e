using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>The section <c>api</c>.</summary>
/// <param name="RateWindowSeconds">Null: no limit.</param>
public sealed record EffectiveApi(int RateRequests, long? RateWindowSeconds, int MaxSessions, ImmutableArray<EffectiveWebhook> Webhooks, ImmutableArray<string> WebhookHosts)
{
    public static EffectiveApi Of(ApiSettings api) => new(
        api.RateRequests, (long?)api.RateWindow?.TotalSeconds, api.MostSessions, [.. api.Webhooks.Select(hook => new EffectiveWebhook(SettingWords.Shown(hook.Url), SettingWords.Of(hook.Secret.Kind)))], api.WebhookHosts);
}
