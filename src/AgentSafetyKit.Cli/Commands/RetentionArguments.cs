using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>KEEP and METHOD as the user gave them.</summary>
internal static class RetentionArguments
{
    /// <param name="policy">What holds where the user says nothing.</param>
    /// <param name="keep">Null: not given.</param>
    /// <param name="method">Null: not given. In any case, as with the original.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>.</exception>
    public static RetentionPolicy Apply(RetentionPolicy policy, int? keep, string? method)
    {
        if (keep is < 1)
            throw Wrong(new Text($"KEEP is {keep}, and at least the newest snapshot stays", $"KEEP равно {keep}, а самый новый снимок остаётся всегда"), new Text("give 1 or more", "укажите 1 или больше"));
        RetentionMethod? known = method?.ToUpperInvariant() switch { "THIN" => RetentionMethod.Thin, "TAIL" => RetentionMethod.Tail, _ => null };
        if (method is not null && known is null)
        {
            string shown = Printable.Escape(method);
            throw Wrong(new Text($"there is no METHOD '{shown}'", $"нет способа (METHOD) «{shown}»"), new Text("give thin or tail", "укажите thin или tail"));
        }

        return policy with { Keep = keep ?? policy.Keep, Method = known ?? policy.Method };
    }

    private static KitException Wrong(Text cause, Text fix) => new(ErrorCode.Usage, new Text("no snapshot was removed", "ни один снимок не удалён"), cause, fix);
}
