using System.Globalization;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows the versions of a path.</summary>
internal static class HistoryView
{
    private const int ShortHash = 12;

    public static string Table(IReadOnlyList<PathVersion> versions, TimeProvider clock, Language language, TerminalSettings settings)
    {
        bool russian = language == Language.Russian;
        Table table = russian ? new Table("ПЕРВЫЙ СНИМОК", "ПОСЛЕДНИЙ", "СНИМКОВ", "ЧТО", "РАЗМЕР", "ИЗМЕНЁН", "ПРАВА", "ХЕШ") { Missable = 2 } : new Table("FIRST SNAPSHOT", "LAST", "SNAPSHOTS", "WHAT", "SIZE", "MODIFIED", "MODE", "HASH") { Missable = 2 };
        foreach (PathVersion version in versions)
        {
            string count = version.Snapshots.ToString(CultureInfo.InvariantCulture), what = (version.IsExcluded ? LeftOut : What(version.Change)).In(language);
            if (version.Change == ChangeKind.Deleted)
            {
                table.Add(version.First, version.Last, count, what);
                continue;
            }

            string hash = version.Hash.IsKnown ? version.Hash.ToString()[..ShortHash] : version.Kind == EntryKind.Folder ? Counted.Files(version.Files).In(language) : "";
            table.Add(
                version.First,
                version.Last,
                count,
                what,
                new ByteSize(version.Size).ToString(),
                ModeText.Time(version.ModifiedAt, clock),
                ModeText.Letters(version.Kind, version.Permissions),
                version.IsUncertain ? $"{hash} {Uncertain.In(language)}".TrimStart() : hash);
        }

        return table.Render(settings.ColorOnOutput, settings.ColumnsOfOutput);
    }

    private static Text Uncertain => new("(not the state of that moment: it could not be read whole)", "(не состояние того момента: файл не удалось прочитать целиком)");

    private static Text LeftOut => new("left out", "исключён");

    private static Text What(ChangeKind change) => change switch
    {
        ChangeKind.Added => new Text("added", "появился"),
        ChangeKind.Deleted => new Text("deleted", "удалён"),
        ChangeKind.TypeChanged => new Text("another kind", "другой вид"),
        ChangeKind.MetadataOnly => new Text("mode or time", "права или время"),
        _ => new Text("changed", "изменён"),
    };
}
