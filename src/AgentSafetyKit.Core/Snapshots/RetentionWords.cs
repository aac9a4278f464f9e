using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>The reasons of retention in words.</summary>
internal static class RetentionWords
{
    public static Text NoLimit { get; } = new("nothing limits how many are kept", "число снимков не ограничено");

    public static Text Of(RetentionReason reason, RetentionCandidate candidate, RetentionPolicy policy) => reason switch
    {
        RetentionReason.Newest => new("the newest", "самый новый"),
        RetentionReason.Pinned => new("pinned", "закреплён"),
        RetentionReason.BeforeRun => candidate.RunId is { } run
            ? new($"the state before run {Printable.Escape(run)}, one of the last {RetentionGuards.Runs}", $"состояние перед запуском {Printable.Escape(run)}, одним из последних {RetentionGuards.Runs}")
            : new($"the state before one of the last {RetentionGuards.Runs} runs", $"состояние перед одним из последних {RetentionGuards.Runs} запусков"),
        RetentionReason.BeforeRestore => new("what the last restore turned away from", "состояние, от которого отказались при последнем восстановлении"),
        RetentionReason.Recent => new($"one of the newest {RetentionGuards.Recents}", $"один из {RetentionGuards.Recents} самых новых"),
        RetentionReason.Oldest => new("the oldest", "самый старый"),
        RetentionReason.TurningPoint => new("just before or after more than half of the folder changed", "до или после изменения более половины папки"),
        RetentionReason.BeyondCount when policy.Keep == 1 => new("older than the one to be kept", "старше единственного, который нужно хранить"),
        RetentionReason.BeyondCount => new($"older than the {policy.Keep} to be kept", $"старше тех {policy.Keep}, что нужно хранить"),
        RetentionReason.Crowded => new($"more than {policy.Keep}, and at its age it is missed least", $"больше {policy.Keep}, а при его возрасте без него легче всего обойтись"),
        RetentionReason.BeyondSize => new($"all together hold more than {policy.MaxTotalSize}", $"вместе занимают больше {policy.MaxTotalSize}"),
        _ => new($"one of the {policy.Keep} to be kept", $"один из {policy.Keep} хранимых"),
    };
}
