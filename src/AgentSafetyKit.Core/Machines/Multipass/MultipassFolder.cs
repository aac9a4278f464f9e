using System.Text.Json;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>What we keep of one machine that Multipass has: that it is ours, and the key its guest must show. Disk and memory are Multipass's.</summary>
internal sealed class MultipassFolder(KitPaths paths, string name)
{
    /// <summary>Marks a machine that is being made: whoever holds the machine's lock may clear it away. No machine's name has a dot.</summary>
    private const string UnfinishedPrefix = ".";

    public string Name { get; } = name;

    public string Path { get; init; } = System.IO.Path.Combine(paths.MultipassFolder, name);

    public string RecordFile => System.IO.Path.Combine(Path, "machine.json");

    public string KnownHosts => System.IO.Path.Combine(Path, "known_hosts");

    public string HostKey => System.IO.Path.Combine(Path, "hostkey");

    public string Lock => paths.MachineLock(Name);

    public string RuntimeFolder => paths.MachineRuntimeFolder(Name);

    public bool Exists => Directory.Exists(Path);

    public static IEnumerable<string> Names(KitPaths paths) => Machines.RecordFile.FoldersIn(paths.MultipassFolder).Where(name => !name.StartsWith(UnfinishedPrefix, StringComparison.Ordinal));

    public static IEnumerable<string> UnfinishedNames(KitPaths paths) => Machines.RecordFile.FoldersIn(paths.MultipassFolder).Where(name => name.StartsWith(UnfinishedPrefix, StringComparison.Ordinal)).Select(name => name[UnfinishedPrefix.Length..]);

    /// <summary>The same machine's files while it is being made.</summary>
    public MultipassFolder Unfinished() => new(paths, Name) { Path = System.IO.Path.Combine(paths.MultipassFolder, UnfinishedPrefix + Name) };

    /// <summary>The record, or null with the cause when it can not be read.</summary>
    public MultipassRecord? TryRead(out Text cause) =>
        Machines.RecordFile.TryRead(RecordFile, MultipassJson.Default.MultipassRecord, record => record.Format == MultipassRecord.CurrentFormat && record.Name == Name, out cause);

    public void Write(MultipassRecord record) => AtomicFile.Write(RecordFile, JsonSerializer.SerializeToUtf8Bytes(record, MultipassJson.Default.MultipassRecord));

    public void Remove()
    {
        if (Exists)
            Directory.Delete(Path, recursive: true);
    }

    public SshTarget Target(string address, string identityFile) => new(
        Name, address, 22, "ubuntu", $"agsekit-{Name}", KnownHosts, identityFile, System.IO.Path.Combine(RuntimeFolder, "ssh"));
}
