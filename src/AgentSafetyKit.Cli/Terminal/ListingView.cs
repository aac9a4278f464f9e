using System.Globalization;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows a folder of a snapshot as <c>ls -l</c> would, or prints a file of it.</summary>
internal static class ListingView
{
    public static string Table(SnapshotListing listing, TimeProvider clock)
    {
        IReadOnlyList<ListedEntry> entries = listing.Entry.Kind == EntryKind.Folder ? listing.Children : [listing.Entry];
        int widest = entries.Count == 0 ? 0 : entries.Max(entry => Size(entry).Length), owners = entries.Count == 0 ? 0 : entries.Max(entry => Owner(entry).Length);
        return string.Concat(entries.Select(entry => string.Join(
            "  ", ModeText.Letters(entry.Kind, entry.Permissions), Owner(entry).PadRight(owners), Size(entry).PadLeft(widest), ModeText.Time(entry.ModifiedAt, clock), Name(entry)) + "\n"));
    }

    /// <param name="file">Read to its end and closed.</param>
    /// <param name="terminal">Where.</param>
    /// <param name="cancellation">Stops in between.</param>
    public static void Print(Stream file, UserTerminal terminal, CancellationToken cancellation)
    {
        using (file)
        {
            byte[] buffer = new byte[256 * 1024];
            int kept = 0;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                int read = file.Read(buffer.AsSpan(kept));
                int filled = kept + read;
                // A letter of several bytes must not be cut in two: what follows the last line feed waits, unless the line is longer than all of this.
                int whole = read == 0 ? filled : buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
                if (whole == 0)
                    whole = Math.Max(0, filled - 4);
                terminal.ResultContent(buffer.AsSpan(0, whole));
                buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
                kept = filled - whole;
                if (read == 0)
                    return;
            }
        }
    }

    private static string Owner(ListedEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.UserId}:{entry.GroupId}");

    private static string Size(ListedEntry entry) => entry.Kind == EntryKind.File ? entry.Size.ToString(CultureInfo.InvariantCulture) : "-";

    private static string Name(ListedEntry entry)
    {
        string name = entry.Path.IsRoot ? "." : Printable.Escape(entry.Path.Name);
        return entry.Kind switch
        {
            EntryKind.Folder => name + "/",
            EntryKind.SymbolicLink => $"{name} -> {Printable.Escape(entry.Target.Span)}",
            _ => name,
        };
    }
}
