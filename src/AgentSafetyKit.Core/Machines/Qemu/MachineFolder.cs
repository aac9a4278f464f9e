using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>Where the files of one machine are, and its two records.</summary>
internal sealed class MachineFolder(KitPaths paths, string name)
{
    /// <summary>Marks a machine that is being made, or being removed: whoever holds the machine's lock may sweep it. No machine's name has a dot.</summary>
    public const string UnfinishedPrefix = ".";

    public string Name { get; } = name;

    public string Path { get; init; } = paths.MachineFolder(name);

    public string UnfinishedPath => System.IO.Path.Combine(paths.MachinesFolder, UnfinishedPrefix + Name);

    public string RecordFile => In("machine.json");

    public string Disk => In("disk.qcow2");

    /// <summary>What this machine's UEFI remembers.</summary>
    public string FirmwareVariables => In("uefi-variables");

    public string Seed => In("seed");

    public string KnownHosts => In("known_hosts");

    public string HostKey => In("seed/hostkey");

    /// <summary>QEMU's own words since the last start.</summary>
    public string EngineLog => In("qemu.log");

    /// <summary>The end of what the guest printed at its console when its last start failed.</summary>
    public string ConsoleLog => In("console.log");

    public string RuntimeFolder => paths.MachineRuntimeFolder(Name);

    public string RunningFile => System.IO.Path.Combine(RuntimeFolder, "running.json");

    public string LaunchFile => System.IO.Path.Combine(RuntimeFolder, "launch.json");

    public string ControlSocket => System.IO.Path.Combine(RuntimeFolder, "qmp");

    public string Lock => paths.MachineLock(Name);

    public bool Exists => Directory.Exists(Path);

    public static IEnumerable<string> Names(KitPaths paths) =>
        Machines.RecordFile.FoldersIn(paths.MachinesFolder).Where(name => !name.StartsWith(UnfinishedPrefix, StringComparison.Ordinal));

    /// <summary>The same machine's files while it is being made.</summary>
    public MachineFolder Unfinished() => new(paths, Name) { Path = UnfinishedPath };

    /// <summary>The record, or null with the cause when it can not be read.</summary>
    public MachineRecord? TryRead(out Text cause) =>
        Machines.RecordFile.TryRead(RecordFile, MachineJson.Default.MachineRecord, record => record.Format == MachineRecord.CurrentFormat && record.Name == Name, out cause);

    public void Write(MachineRecord record) => AtomicFile.Write(RecordFile, JsonSerializer.SerializeToUtf8Bytes(record, MachineJson.Default.MachineRecord));

    /// <summary>What runs of this machine now; null when nothing does, whatever a file says. Also what a start began that was killed before it could write it down.</summary>
    public RunningRecord? Running()
    {
        if (Read(RunningFile, MachineJson.Default.RunningRecord) is { } record && record.Engine.IsAlive())
            return record;
        if (Read(LaunchFile, MachineJson.Default.LaunchRecord) is { } begun && begun.Boot == ProcessIdentity.BootOfHost()
            && EngineSearch.Find(ControlSocket, out ProcessIdentity? starter) is { } engine)
            return new RunningRecord(engine, starter ?? engine, begun.SshPort, begun.Accelerator, begun.Since, Ready: false);
        return null;
    }

    public void Write(RunningRecord record) => AtomicFile.Write(RunningFile, JsonSerializer.SerializeToUtf8Bytes(record, MachineJson.Default.RunningRecord));

    public void Write(LaunchRecord record) => AtomicFile.Write(LaunchFile, JsonSerializer.SerializeToUtf8Bytes(record, MachineJson.Default.LaunchRecord));

    /// <summary>Nothing of it runs any more.</summary>
    public void ForgetRun()
    {
        if (!Directory.Exists(RuntimeFolder))
            return;
        foreach (string file in new[] { RunningFile, LaunchFile, ControlSocket })
            File.Delete(file);
    }

    private static T? Read<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public SshTarget Target(int port, string identityFile) => new(
        Name, "127.0.0.1", port, "ubuntu", $"agsekit-{Name}", KnownHosts, identityFile, System.IO.Path.Combine(RuntimeFolder, "ssh"));

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
