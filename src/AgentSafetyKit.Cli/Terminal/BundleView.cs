using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows bundles to people.</summary>
internal static class BundleView
{
    public static Table Kinds(Language language)
    {
        var table = new Table(new Text("BUNDLE", "НАБОР").In(language), new Text("WHAT IT BRINGS", "ЧТО В НЁМ").In(language));
        foreach (BundleKind kind in BundleKinds.All)
            table.Add(kind.TakesVersion ? new Text($"{kind.Name}[:VERSION]", $"{kind.Name}[:ВЕРСИЯ]").In(language) : kind.Name, kind.About.In(language));
        return table;
    }

    public static Table Installed(IReadOnlyList<InstalledBundle> all, Language language)
    {
        var table = new Table(new Text("BUNDLE", "НАБОР").In(language), new Text("VERSION", "ВЕРСИЯ").In(language));
        foreach (InstalledBundle one in all)
            table.Add(one.Bundle.ToString(), one.Version);
        return table;
    }
}
