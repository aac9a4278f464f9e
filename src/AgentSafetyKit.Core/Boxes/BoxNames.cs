using System.Globalization;
using System.Text;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Boxes;

/// <summary>
/// The boxes of each VM, as they were when it was last asked: names for completion, and when one is over, so that nobody has to ask a VM for it. What counts is what the VM says.
/// A file each: commands and the daemon note down different boxes at the same time.
/// </summary>
public sealed class BoxNames(KitPaths paths)
{
    public IEnumerable<string> All() => [.. Machines().SelectMany(Of).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Of one VM.</summary>
    public IEnumerable<string> Of(string machine) => Files(machine).Select(file => Path.GetFileName(file)).Where(KitName.IsValid);

    /// <summary>The VMs in which a box's time is over.</summary>
    public IEnumerable<string> Over(DateTimeOffset now) => [.. Machines().Where(machine => Files(machine).Any(file => EndIn(file) <= now))];

    /// <summary>Asks a VM; those whose time is over are removed in it first.</summary>
    public async Task<IReadOnlyList<BoxInfo>> RefreshAsync(GuestBoxes boxes, CancellationToken cancellation)
    {
        // Before the list is made: what is noted down meanwhile need not be in it.
        string[] known = [.. Of(boxes.Machine)];
        IReadOnlyList<BoxInfo> there = await boxes.ListAsync(cancellation).ConfigureAwait(false);
        foreach (BoxInfo box in there)
            Note(boxes.Machine, box.Name, box.EndsAt);
        Forget(boxes.Machine, known.Except(there.Select(box => box.Name)));
        return there;
    }

    /// <summary>Notes down one that is made, or is about to be. Answers whether it was not known before.</summary>
    public bool Note(string machine, string name, DateTimeOffset? end)
    {
        string file = FileOf(machine, name);
        bool isNew = !File.Exists(file);
        PrivateFolder.Ensure(FolderOf(machine));
        AtomicFile.Write(file, Encoding.ASCII.GetBytes(end?.ToString("O", CultureInfo.InvariantCulture) ?? ""));
        return isNew;
    }

    /// <summary>They are no more.</summary>
    public void Forget(string machine, IEnumerable<string> names)
    {
        if (!Directory.Exists(FolderOf(machine)))
            return;
        foreach (string name in names.Where(KitName.IsValid))
            File.Delete(FileOf(machine, name));
    }

    private IEnumerable<string> Machines() => Directory.Exists(paths.BoxNamesFolder) ? Directory.EnumerateDirectories(paths.BoxNamesFolder).Select(folder => Path.GetFileName(folder)).Where(KitName.IsValid) : [];

    private string[] Files(string machine) => Directory.Exists(FolderOf(machine)) ? Directory.GetFiles(FolderOf(machine)) : [];

    private static DateTimeOffset? EndIn(string file)
    {
        try
        {
            return DateTimeOffset.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset end) ? end : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string FolderOf(string machine) => Path.Combine(paths.BoxNamesFolder, machine);

    private string FileOf(string machine, string name) => Path.Combine(FolderOf(machine), name);
}
