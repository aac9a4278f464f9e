using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>Our own folders: nobody else may enter those that hold keys, disks and state, and there must be room for a VM.</summary>
/// <param name="paths">Which they are.</param>
/// <param name="room">The free bytes of the disk of a folder; null: nobody knows.</param>
public sealed class FolderHealth(KitPaths paths, Func<string, long?> room) : IHealthCheck
{
    /// <summary>Below this a VM's disk has no room to grow, and the state none to be written.</summary>
    private static readonly ByteSize Scarce = ByteSize.FromGibibytes(5), Exhausted = ByteSize.FromMebibytes(300);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Id => "folders";

    public Text Title => new("own folders", "свои папки");

    public Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        // The configuration may lie in a folder of the user's; its own check looks at that.
        string[] all = [paths.StateFolder, paths.DataFolder, paths.CacheFolder, paths.RuntimeFolder, paths.SshFolder];
        var found = new List<HealthFinding>();
        foreach (string folder in all.Where(Directory.Exists).Where(folder => (File.GetUnixFileMode(folder) & ~OwnerOnly) != 0))
        {
            string shown = Printable.Escape(folder);
            found.Add(HealthFinding.Fail(
                new Text($"others can enter {shown}", $"в {shown} могут заходить другие"),
                new Text("its mode lets the group or everybody in", "права на неё открыты группе или всем"),
                Text.Verbatim($"chmod 700 {ShellQuote.Word(folder)}")) with
            {
                Repair = _ => Task.FromResult(PrivateFolder.Ensure(folder)),
            });
        }

        if (Unmakeable(paths.DataFolder) is { } trouble)
            found.Add(trouble);
        else if (room(paths.DataFolder) is { } free && free < Scarce.Bytes)
            found.Add(NoRoom(Printable.Escape(paths.DataFolder), new ByteSize(free)));
        return Task.FromResult<IReadOnlyList<HealthFinding>>(found.Count > 0 ? found : [HealthFinding.Pass(Text.Verbatim(Printable.Escape(paths.StateFolder)))]);
    }

    /// <summary>Of a disk that can not be written to nobody need know how much is free.</summary>
    private static HealthFinding? Unmakeable(string folder)
    {
        if (WritablePlace.Obstacle(folder) is not { } there)
            return null;
        string shown = Printable.Escape(there);
        return HealthFinding.Fail(
            new Text($"nothing can be kept in {Printable.Escape(folder)}", $"в {Printable.Escape(folder)} ничего нельзя хранить"),
            Directory.Exists(there) ? new Text($"in {shown} no folder can be made", $"в {shown} нельзя создать папку") : new Text($"{shown} is no folder", $"{shown} — не папка"),
            new Text("set AGSEKIT_HOME, or HOME, to a folder of your own", "укажите в AGSEKIT_HOME или HOME свою папку"));
    }

    private static HealthFinding NoRoom(string folder, ByteSize space) => new(
        space.Bytes < Exhausted.Bytes ? HealthLevel.Failed : HealthLevel.Warning,
        new Text($"only {space} are free for the disks of VMs", $"для дисков ВМ свободно только {space}"),
        new Text($"the disk of {folder} is nearly full", $"диск с {folder} почти заполнен"),
        new Text("free some space; 'agsekit image list' and 'agsekit vms' show what agsekit takes", "освободите место; сколько занимает agsekit, покажут «agsekit image list» и «agsekit vms»"));
}
