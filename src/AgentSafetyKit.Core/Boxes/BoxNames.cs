using System.Globalization;
using System.Text;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Boxes;

/// <summary>The boxes of each VM, as they were when it was last asked: names for completion, and when one is over, so that nobody has to ask a VM for it. What counts is what the VM says.</summary>
public sealed class BoxNames(KitPaths paths)
{
    public IEnumerable<string> All() => [.. Machines().SelectMany(Read).Select(box => box.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Of one VM.</summary>
    public IEnumerable<string> Of(string machine) => [.. Read(machine).Select(box => box.Name)];

    /// <summary>The VMs in which a box's time is over.</summary>
    public IEnumerable<string> Over(DateTimeOffset now) => [.. Machines().Where(machine => Read(machine).Any(box => box.End <= now))];

    public void Save(string machine, IEnumerable<BoxInfo> boxes) => Write(machine, boxes.Select(box => (box.Name, box.EndsAt)));

    /// <summary>Notes down one that was made.</summary>
    public void Add(string machine, string name, DateTimeOffset? end)
    {
        (string Name, DateTimeOffset? End)[] known = [.. Read(machine)];
        if (!known.Any(box => box.Name == name))
            Write(machine, [.. known, (name, end)]);
    }

    private IEnumerable<string> Machines() => Directory.Exists(paths.BoxNamesFolder) ? Directory.EnumerateFiles(paths.BoxNamesFolder).Select(file => Path.GetFileName(file)).Where(KitName.IsValid) : [];

    private IEnumerable<(string Name, DateTimeOffset? End)> Read(string machine)
    {
        string file = FileOf(machine);
        foreach (string line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            string[] words = line.Split(' ', 2);
            if (KitName.IsValid(words[0]))
                yield return (words[0], words.Length == 2 && DateTimeOffset.TryParse(words[1], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset end) ? end : null);
        }
    }

    private void Write(string machine, IEnumerable<(string Name, DateTimeOffset? End)> boxes)
    {
        PrivateFolder.Ensure(paths.BoxNamesFolder);
        AtomicFile.Write(FileOf(machine), Encoding.ASCII.GetBytes(string.Concat(boxes.Select(box => (box.Name + " " + box.End?.ToString("O", CultureInfo.InvariantCulture)).TrimEnd() + "\n"))));
    }

    private string FileOf(string machine) => Path.Combine(paths.BoxNamesFolder, machine);
}
