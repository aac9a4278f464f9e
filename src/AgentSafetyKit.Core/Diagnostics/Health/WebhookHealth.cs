using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>The program that webhooks are sent with, where there are any.</summary>
/// <param name="config">Null: there is none.</param>
/// <param name="find">Where a program is; null: nowhere.</param>
public sealed class WebhookHealth(KitConfig? config, Func<string, string?> find) : IHealthCheck
{
    private const string Sender = "curl";

    public string Id => "webhooks";

    public Text Title => new("webhooks", "вебхуки");

    public Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<HealthFinding>>(
        config is null || config.Api.Webhooks.IsEmpty ? []
        : find(Sender) is null ? [HealthFinding.Fail(MissingTool.Of(Sender))]
        : [HealthFinding.Pass(new Text("curl, which sends them, is installed", "curl, который их отправляет, установлен"))]);
}
