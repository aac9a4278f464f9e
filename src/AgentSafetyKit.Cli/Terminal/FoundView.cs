using System.Globalization;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows what a search over all snapshots found.</summary>
internal static class FoundView
{
    public static string Table(IReadOnlyList<FoundPath> found, TimeProvider clock, Language language, bool color)
    {
        bool russian = language == Language.Russian;
        Table table = russian ? new Table("ПЕРВЫЙ СНИМОК", "ПОСЛЕДНИЙ", "СНИМКОВ", "ВЕРСИЙ", "РАЗМЕР", "ИЗМЕНЁН", "ПУТЬ") : new Table("FIRST SNAPSHOT", "LAST", "SNAPSHOTS", "VERSIONS", "SIZE", "MODIFIED", "PATH");
        foreach (FoundPath path in found)
        {
            bool isFolder = path.Kind == EntryKind.Folder;
            string gone = path.IsInNewest ? "" : new Text("  (gone since)", "  (потом исчез)").In(language);
            table.Add(
                path.First,
                path.Last,
                path.Snapshots.ToString(CultureInfo.InvariantCulture),
                isFolder ? "" : path.Versions.ToString(CultureInfo.InvariantCulture),
                isFolder ? "" : new ByteSize(path.Size).ToString(),
                ModeText.Time(path.ModifiedAt, clock),
                path.Path + (isFolder ? "/" : "") + gone);
        }

        return table.Render(color);
    }
}
