using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Warnings as lines: of one kind the first ones, and how many more there are. Programs get all of them.</summary>
internal static class WarningLines
{
    private const int Listed = 10;

    public static void Show(IReadOnlyList<SnapshotWarning> warnings, UserTerminal terminal)
    {
        int most = terminal.Settings.Verbose ? int.MaxValue : Listed;
        foreach (IGrouping<WarningKind, SnapshotWarning> alike in warnings.GroupBy(warning => warning.Kind))
        {
            foreach (SnapshotWarning warning in alike.Take(most))
                terminal.Warn(warning.Describe());
            int more = alike.Count() - most;
            if (more > 0)
                terminal.Warn(new Text($"… and {more} more like that (--verbose lists all)", $"… и ещё {more} таких (--verbose покажет все)"));
        }
    }
}
