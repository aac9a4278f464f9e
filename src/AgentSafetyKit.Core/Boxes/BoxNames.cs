using System.Text;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Boxes;

/// <summary>The names of the boxes of each VM, as they were when it was last asked. Nothing is decided by them: they are for completion.</summary>
public sealed class BoxNames(KitPaths paths)
{
    public IEnumerable<string> All() => Directory.Exists(paths.BoxNamesFolder)
        ? [.. Directory.EnumerateFiles(paths.BoxNamesFolder).SelectMany(File.ReadLines).Where(KitName.IsValid).Distinct().Order(StringComparer.Ordinal)]
        : [];

    public void Save(string machine, IEnumerable<string> names)
    {
        PrivateFolder.Ensure(paths.BoxNamesFolder);
        AtomicFile.Write(Path.Combine(paths.BoxNamesFolder, machine), Encoding.ASCII.GetBytes(string.Concat(names.Select(name => name + "\n"))));
    }
}
