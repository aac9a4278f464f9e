using AgentSafetyKit.Daemon.Contracts;

namespace AgentSafetyKit.Daemon.Webhooks;

/// <summary>What an address is told.</summary>
/// <param name="Id">Of the message: the same at every try.</param>
/// <param name="Event">session.ended.</param>
/// <param name="Reason">deleted, expired or gone.</param>
/// <param name="Session">As it was.</param>
internal sealed record WebhookMessage(string Id, string Event, DateTimeOffset At, string Reason, SessionRecord Session);
