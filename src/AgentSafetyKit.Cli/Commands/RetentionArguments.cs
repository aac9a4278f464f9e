using System.Globalization;
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
    public static RetentionPolicy Apply(RetentionPolicy policy, string? keep, string? method)
    {
        int count = policy.Keep;
        if (keep is not null && (!int.TryParse(keep, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1))
        {
            string given = Printable.Escape(keep);
            throw Wrong(new Text($"KEEP is '{given}', and must be a whole number, 1 or more", $"вместо KEEP указано «{given}», а нужно целое число не меньше 1"), Order);
        }

        RetentionMethod? known = method?.ToUpperInvariant() switch { "THIN" => RetentionMethod.Thin, "TAIL" => RetentionMethod.Tail, _ => null };
        if (method is not null && known is null)
        {
            string shown = Printable.Escape(method);
            throw Wrong(new Text($"there is no METHOD '{shown}', only thin and tail", $"нет способа (METHOD) «{shown}», есть thin и tail"), Order);
        }

        return policy with { Keep = count, Method = known ?? policy.Method };
    }

    private static Text Order => new("behind the folder comes KEEP, then METHOD, for instance: 20 tail", "после папки идут KEEP и METHOD, например: 20 tail");

    private static KitException Wrong(Text cause, Text fix) => new(ErrorCode.Usage, new Text("no snapshot was removed", "ни один снимок не удалён"), cause, fix);
}
