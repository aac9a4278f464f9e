using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>The images of the store and the machines that stand on them: the disk of a machine has only what differs from its image, so an image in use can not go.</summary>
public sealed class ImageLibrary(KitPaths paths, ImageStore store)
{
    public ImageStore Store { get; } = store;

    /// <summary>All images, and by each its machines' names.</summary>
    public IReadOnlyList<(StoredImage Image, IReadOnlyList<string> Machines)> List()
    {
        ILookup<string, string> users = Bases().ToLookup(machine => machine.Folder, machine => machine.Name, StringComparer.Ordinal);
        return [.. Store.List().Select(image => (image, (IReadOnlyList<string>)[.. users[image.Folder]]))];
    }

    /// <summary>Those meant by a name of the configuration, or by the name of their folder.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>: there is none.</exception>
    public IReadOnlyList<StoredImage> Find(string word)
    {
        IReadOnlyList<StoredImage> found = [.. Store.List().Where(image => image.Id == word || image.Name == word)];
        return found.Count > 0 ? found : throw new KitException(
            ErrorCode.ImageFailed,
            new Text($"there is no image '{Printable.Escape(word)}' here", $"образа «{Printable.Escape(word)}» здесь нет"),
            new Text("none of that name or id was built or downloaded", "с таким именем или id ничего не собрано и не скачано"),
            Text.Verbatim("agsekit image list"));
    }

    /// <summary>Removes an image that no machine stands on.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>.</exception>
    public void Remove(StoredImage image)
    {
        string[] users = [.. Bases().Where(machine => machine.Folder == image.Folder).Select(machine => machine.Name)];
        if (users.Length > 0)
        {
            throw new KitException(
                ErrorCode.Busy,
                new Text($"the image {image.Id} was not removed", $"образ {image.Id} не удалён"),
                new Text($"its VMs need it: {string.Join(", ", users)}", $"он нужен своим ВМ: {string.Join(", ", users)}"),
                Text.Verbatim($"agsekit destroy-vm {users[0]}"));
        }

        Store.Remove(image);
    }

    private IEnumerable<(string Folder, string Name)> Bases()
    {
        foreach (string name in RecordFile.FoldersIn(paths.MachinesFolder))
        {
            // Also of one that is being made or removed: its record, where there is one, counts.
            if (RecordFile.TryRead(Path.Combine(paths.MachinesFolder, name, "machine.json"), MachineJson.Default.MachineRecord, _ => true, out _) is { } record)
                yield return (Path.GetDirectoryName(record.Boot.Disk) ?? "", record.Name);
        }
    }
}
