using System.Globalization;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary>The client's commands as 1.16.3 behaves, word for word where a driving program could read it.</summary>
public sealed class StandInClient(StandInStore store)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task<int> Run(string[] words)
    {
        string verb = words.FirstOrDefault() ?? "";
        store.Log($"{Environment.CurrentDirectory} {string.Join(' ', words).ReplaceLineEndings(" ")}");
        if (store.Has($"{verb}:noise"))
            Console.Error.WriteLine("[2026-11-21T09:31:37.206] [error] [url downloader] Failed to get https://codeload.github.com: Operation canceled");
        if (store.Mode == "hang")
            await Task.Delay(TimeSpan.FromMinutes(1));
        try
        {
            if (verb != "version")
                RequireDaemon(verb);
            switch (verb)
            {
                case "version": Version(); break;
                case "list": await List(words); break;
                case "info" when words.Contains("--snapshots"): new StandInSnapshots(store).List(words[1]); break;
                case "info": await Info(words[1]); break;
                case "snapshot": await new StandInSnapshots(store).Take(words[1], words[^1]); break;
                case "restore": await new StandInSnapshots(store).Restore(words[^1], words.Contains("--destructive")); break;
                case "delete" when words[^1].Contains('.'): new StandInSnapshots(store).Delete(words[^1], words.Contains("--purge")); break;
                case "launch": await new StandInLaunch(store).Run(words); break;
                case "start": await Start(words[1]); break;
                case "stop": await Stop(words.Last(word => word[0] != '-' && word != "stop"), words.Contains("--force")); break;
                case "suspend": await Suspend(words[1]); break;
                case "restart": Restart(words[1]); break;
                case "delete": await Delete(words.Last(word => word[0] != '-' && word != "delete"), words.Contains("--purge")); break;
                case "recover": store.Update(words[1], machine => machine.Now("Stopped")); break;
                case "get": Get(words[1]); break;
                case "set": Set(words[1]); break;
                case "exec": return await new StandInExec(store).Run(words);
                default:
                    Console.WriteLine($"Error: Unknown command or alias '{verb}' (try \"multipass help\" or \"multipass aliases\")");
                    return 1;
            }
        }
        catch (RefusalException refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return refusal.Code;
        }

        // After all of a right answer, as 1.16.3 does now and then.
        return store.Has($"{verb}:abort") ? 134 : 0;
    }

    private void RequireDaemon(string verb)
    {
        switch (store.Mode)
        {
            case "down":
                if (verb is "launch" or "start" or "stop" or "set")
                    Spinner.End();
                throw new RefusalException(2, $"{verb} failed: cannot connect to the multipass socket" + (verb == "exec" ? "\nexec failed: cannot connect to the multipass socket" : ""));
            case "denied": throw new RefusalException(2, $"{verb} failed: multipass socket access denied");
            case "unknown": throw new RefusalException(2, $"{verb} failed: The client is not authenticated with the Multipass service.\nPlease use 'multipass authenticate' before proceeding.");
            case "new": throw new RefusalException(1, "[error] [client] Caught an unhandled exception: failed to open file '/root/snap/multipass/multipassd/multipass_root_cert.pem': No such file or directory(2)");
        }
    }

    private void Version() => Console.Write(StandInJson.Of(store.Mode.Length > 0
        ? new (string, object?)[] { ("multipass", "1.16.3") }
        : new (string, object?)[] { ("multipass", "1.16.3"), ("multipassd", "1.16.3") }));

    private async Task List(string[] words)
    {
        if (!words.Contains("--no-ipv4"))
            PollGuests();
        await store.Wait(0.05);
        await RealGuest.Observe(store);
        if (store.Has("list:garbage"))
            Console.Write("{ \"list\": {} }\n");
        else
            Console.Write(StandInJson.Of(new (string, object?)[] { ("list", Visible().Select(Row).ToArray<object>()) }));
    }

    private static (string, object?)[] Row(StandInMachine machine) =>
        [("ipv4", Array.Empty<object>()), ("name", machine.Name), ("release", machine.Release), ("state", machine.StateAt(Now))];

    private async Task Info(string name)
    {
        PollGuests();
        StandInMachine machine = Require("info", name);
        bool runs = machine.RunsAt(Now);
        await store.Wait(runs ? 1.5 : 0.07);
        if (store.Has("info:stoll"))
            throw new RefusalException(1, "[2026-11-21T09:48:33.850] [error] [client] Caught an unhandled exception: stoll");
        Console.Write(StandInJson.Of(new (string, object?)[]
        {
            ("errors", Array.Empty<object>()),
            ("info", new (string, object?)[]
            {
                (name, new (string, object?)[]
                {
                    ("cpu_count", runs ? machine.Processors.ToString(CultureInfo.InvariantCulture) : ""),
                    ("disks", new (string, object?)[] { ("sda1", runs ? new (string, object?)[] { ("total", "8379899904"), ("used", "591663104") } : []) }),
                    ("image_hash", machine.ImageHash),
                    ("image_release", "24.04 LTS"),
                    ("ipv4", runs && !store.Has("info:noaddress") ? new object[] { machine.Address } : []),
                    ("load", runs ? new object[] { 1.4, 0.62, 0.31 } : []),
                    ("memory", runs ? new (string, object?)[] { ("total", 1019494400), ("used", 236527616) } : []),
                    ("mounts", Array.Empty<(string, object?)>()),
                    ("release", runs ? "Ubuntu 24.04.3 LTS" : ""),
                    ("snapshot_count", "0"),
                    ("state", machine.StateAt(Now)),
                }),
            }),
        }));
    }

    private async Task Start(string name)
    {
        StandInMachine machine = Require("start", name);
        string state = machine.StateAt(Now);
        if (state == "Deleted")
        {
            Spinner.End();
            throw new RefusalException(2, $"start failed: instance(s) missing\nInstance '{name}' is deleted. Use 'recover' to recover it or 'purge' to permanently delete it.");
        }

        if (store.Has("start:refused"))
        {
            await Spinner.Show($"Starting {name}", store.Scaled(1));
            throw new RefusalException(2, "start failed: cannot set permissions of 'hugepages': Operation not permitted");
        }

        if (state is "Stopped" or "Suspended")
        {
            DateTimeOffset up = Now + store.Scaled(state == "Stopped" ? 60 : 3);
            if (store.Has("start:stuck"))
                up = Now + TimeSpan.FromDays(1);
            store.Update(name, one => one.Changing(store.Has("start:unknown") ? "Unknown" : "Starting", up, "Running") with { Boot = one.Boot + 1 });
            if (machine.Real)
                await RealGuest.Start(store, machine);
        }

        if (store.Has("start:timeout"))
        {
            await Spinner.Show($"Starting {name}", store.Scaled(1));
            throw new RefusalException(2, $"start failed: The following errors occurred:\n{name}: timed out waiting for response");
        }

        await AwaitRunning(name, $"Starting {name}");
    }

    private async Task AwaitRunning(string name, string message)
    {
        TimeSpan left = (store.Find(name)?.Until ?? Now) - Now;
        await Spinner.Show(message, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private async Task Stop(string name, bool force)
    {
        StandInMachine machine = Require("stop", name);
        string state = machine.StateAt(Now);
        await Spinner.Show($"Stopping {name}", store.Scaled(force || state == "Stopped" ? 0.1 : 6));
        if (state == "Suspended" && !force)
            throw new RefusalException(2, $"stop failed: Cannot shut down suspended instance {name}.\nUse --force to power it off.");
        if (!force && (store.Has("stop:hang") || state is "Unknown" or "Starting"))
        {
            await store.Wait(300);
            throw new RefusalException(2, "stop failed: The QEMU process did not finish within 300000 milliseconds after being shutdown");
        }

        if (machine.Real)
            await RealGuest.Stop(store, machine);
        if (state != "Deleted")
            store.Update(name, one => one.Now("Stopped"));
    }

    private async Task Suspend(string name)
    {
        Require("suspend", name);
        await Spinner.Show($"Suspending {name}", store.Scaled(0.8));
        store.Update(name, machine => machine.RunsAt(Now) ? machine.Now("Suspended") : machine);
    }

    private void Restart(string name)
    {
        Require("restart", name);
        store.Update(name, machine => machine.Changing("Restarting", Now + store.Scaled(60), "Running") with { Boot = machine.Boot + 1 });
    }

    private async Task Delete(string name, bool purge)
    {
        StandInMachine machine = Require("delete", name);
        await store.Wait(0.3);
        if (machine.Real && purge)
            await RealGuest.Remove(store, machine);
        store.Change(machines => purge ? machines.Remove(name) : (machines[name] = machine.Now("Deleted")) is not null);
    }

    private void Get(string key)
    {
        string[] parts = key.Split('.');
        if (parts is not ["local", var name, var property] || store.Find(name) is not { } machine)
            throw new RefusalException(2, $"get failed: Unrecognized settings key: '{key}'");
        Console.WriteLine(property switch { "cpus" => $"{machine.Processors}", "memory" => Shown(machine.Memory), _ => Shown(machine.Disk) });
    }

    private void Set(string assignment)
    {
        Spinner.End();
        string[] halves = assignment.Split('=');
        string[] key = halves[0].Split('.');
        if (store.Find(key[1]) is not { } machine)
            throw new RefusalException(2, $"set failed: Cannot update instance settings; instance: {key[1]}; reason: No such instance");
        if (machine.StateAt(Now) != "Stopped")
            throw new RefusalException(2, $"set failed: Cannot update instance settings; instance: {key[1]}; reason: Instance must be stopped for modification");
        long value = long.Parse(halves[1], CultureInfo.InvariantCulture);
        if (key[2] == "disk" && value < machine.Disk)
            throw new RefusalException(2, $"set failed: Invalid setting '{assignment}': Disk can only be expanded");
        if (key[2] == "memory" && value < 128 << 20)
            throw new RefusalException(2, $"set failed: Invalid setting '{assignment}': Memory less than 128M minimum not allowed");
        store.Update(key[1], one => key[2] switch { "cpus" => one with { Processors = (int)value }, "memory" => one with { Memory = value }, _ => one with { Disk = value } });
    }

    private static string Shown(long bytes) => bytes >= 1 << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0}GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0}MiB");

    private IEnumerable<StandInMachine> Visible() => store.Machines().Values.Where(machine => machine.VisibleFrom <= Now);

    private StandInMachine Require(string verb, string name)
    {
        if (store.Find(name) is { } machine && machine.VisibleFrom <= Now)
            return machine;
        if (verb is "start" or "stop" or "suspend" or "restart")
            Spinner.End();
        throw new RefusalException(2, $"{verb} failed: The following errors occurred:\ninstance \"{name}\" does not exist");
    }

    /// <summary>A guest that is asked while it restarts takes the daemon with it.</summary>
    private void PollGuests()
    {
        if (!Visible().Any(machine => machine.StateAt(Now) == "Restarting"))
            return;
        store.SetMode("down");
        throw new RefusalException(2, "list failed: cannot connect to the multipass socket");
    }
}
