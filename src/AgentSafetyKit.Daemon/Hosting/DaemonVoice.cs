using System.Text.Json;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Tells of what happens: users through the journal, whoever looks after the machine through the log. A full disk silences neither the other nor the daemon.</summary>
/// <param name="journal">For users.</param>
/// <param name="log">For the log.</param>
/// <param name="time">The clock.</param>
internal sealed class DaemonVoice(EventJournal journal, ILogSink log, TimeProvider time)
{
    private volatile string? _trouble;

    /// <summary>Why the last event could not be written down; null where it could.</summary>
    public string? Trouble => _trouble;

    public DateTimeOffset Now => time.GetUtcNow();

    public void Tell(string kind, Text message, EventLevel level = EventLevel.Info) =>
        Tell(new KitEvent { Timestamp = Now, Kind = kind, Level = level, Message = message.English, MessageRu = message.Russian });

    public void Tell(KitEvent happened)
    {
        try
        {
            journal.Append(happened);
            _trouble = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _trouble = error.Message;
            log.Write(new LogLine(Now, EventLevel.Error, "daemon", $"the journal can not be written: {error.Message}"));
        }

        log.Write(LogLine.Of(happened));
    }

    /// <summary>A failure, by its parts.</summary>
    public void TellFailure(string kind, KitException failure, EventLevel level, string? service = null) => Tell(new KitEvent
    {
        Timestamp = Now,
        Kind = kind,
        Level = level,
        Service = service,
        Code = JsonNamingPolicy.CamelCase.ConvertName(failure.Code.ToString()),
        Message = $"{failure.What.English}: {failure.Cause.English}",
        MessageRu = $"{failure.What.Russian}: {failure.Cause.Russian}",
    });

    public void TellOf(ServiceView service)
    {
        TellDetail(service.Name, $"the service is {service.State}, begun again {service.Restarts} times");
        if (service is { State: ServiceState.Waiting, Failure: { } failure })
            TellFailure("service.failed", failure, EventLevel.Error, service.Name);
        if (service.State == ServiceState.Waiting && service.Failure?.InnerException is { } error && service.Failure.Code == ErrorCode.Bug)
            log.Write(new LogLine(Now, EventLevel.Error, service.Name, error.ToString()));
    }

    /// <summary>For the log at level debug only.</summary>
    public void TellDetail(string service, string message) => log.Write(new LogLine(Now, EventLevel.Info, service, message) { IsDebug = true });

    public void TellOfBug(Exception error) => log.Write(new LogLine(Now, EventLevel.Error, "api", error.ToString()));
}
