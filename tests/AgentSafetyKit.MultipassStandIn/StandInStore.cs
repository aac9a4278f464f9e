using System.Globalization;
using System.Text.Json;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary>
/// The state of the stand-in's daemon, in one folder: <c>machines.json</c>; <c>calls</c>, a line for each call with what was asked; <c>mode</c>, how the daemon is (down, denied, unknown, new, hang);
/// <c>faults</c>, a line <c>verb:fault</c> for each thing that goes wrong, until the file is changed.
/// </summary>
public sealed class StandInStore(string folder)
{
    public string Folder { get; } = folder;

    public string Mode => ReadOr("mode", "");

    public double Scale { get; } = double.Parse(Environment.GetEnvironmentVariable("MULTIPASS_STANDIN_SCALE") ?? "0.01", CultureInfo.InvariantCulture);

    public bool RealGuests => Environment.GetEnvironmentVariable("MULTIPASS_STANDIN_REAL") == "1";

    public bool Has(string fault) => ReadOr("faults", "").Split('\n', StringSplitOptions.TrimEntries).Contains(fault);

    /// <summary>What it takes in reality, made shorter.</summary>
    public TimeSpan Scaled(double seconds) => TimeSpan.FromSeconds(seconds * Scale);

    public Task Wait(double seconds) => Task.Delay(Scaled(seconds));

    public Dictionary<string, StandInMachine> Machines() => Locked(Read);

    public StandInMachine? Find(string name) => Machines().GetValueOrDefault(name);

    public T Change<T>(Func<Dictionary<string, StandInMachine>, T> change) => Locked(() =>
    {
        Dictionary<string, StandInMachine> machines = Read();
        T answer = change(machines);
        AtomicFile.Write(Path.Combine(Folder, "machines.json"), JsonSerializer.SerializeToUtf8Bytes(machines, StandInContext.Default.DictionaryStringStandInMachine));
        return answer;
    });

    public void Update(string name, Func<StandInMachine, StandInMachine> change) => Change(machines =>
    {
        if (machines.TryGetValue(name, out StandInMachine? machine))
            machines[name] = change(machine);
        return 0;
    });

    public void Log(string line) => Locked(() =>
    {
        File.AppendAllText(Path.Combine(Folder, "calls"), line + "\n");
        return 0;
    });

    /// <summary>What the client was asked, a line a call, without its folder.</summary>
    public string[] Calls() => Locked<string[]>(() => File.Exists(Path.Combine(Folder, "calls"))
        ? [.. File.ReadAllLines(Path.Combine(Folder, "calls")).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])]
        : []);

    public void SetFaults(params string[] faults) => File.WriteAllLines(Path.Combine(Folder, "faults"), faults);

    /// <summary>A machine that somebody made by hand.</summary>
    public void AddForeign(string name, string state) => Change(machines => machines[name] = new StandInMachine
    {
        Name = name,
        Settled = state,
        Address = $"127.88.0.{machines.Count + 2}",
        HostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIForeignForeignForeignForeignForeignForeign0",
        Boot = 1,
    });

    public void SetMode(string mode) => File.WriteAllText(Path.Combine(Folder, "mode"), mode);

    public string GuestFolder(string name) => Path.Combine(Folder, "guests", name);

    private Dictionary<string, StandInMachine> Read()
    {
        string file = Path.Combine(Folder, "machines.json");
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), StandInContext.Default.DictionaryStringStandInMachine)! : [];
    }

    private string ReadOr(string name, string otherwise)
    {
        string file = Path.Combine(Folder, name);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : otherwise;
    }

    private T Locked<T>(Func<T> work)
    {
        while (true)
        {
            using FileLock? held = FileLock.TryTake(Path.Combine(Folder, "lock"));
            if (held is not null)
                return work();
            Thread.Sleep(5);
        }
    }
}
