using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary>A real guest behind the stand-in: a QEMU machine of our own engine, given the keys that the launch was told to give it, reached at an address of its own.</summary>
public static partial class RealGuest
{
    private static string Home => Environment.GetEnvironmentVariable("AGSEKIT_TEST_HOME") ?? Path.Combine(Path.GetTempPath(), $"agsekit-vm-tests-{Environment.UserName}");

    private static KitPaths Paths => KitPaths.From(name => name == "AGSEKIT_HOME" ? Home : null, 0);

    private static CommandRunner Runner => new(TimeProvider.System);

    private static QemuProvider Engine => new(Paths, Runner, TimeProvider.System);

    public static async Task Launch(StandInStore store, StandInMachine machine, string settings)
    {
        string name = NameOf(machine);
        if (await Engine.FindAsync(name, default) is not null)
            await Engine.DestroyAsync(name, default);
        await Engine.CreateAsync(
            new MachineSpec(name, machine.Processors, new ByteSize(machine.Memory), new ByteSize(machine.Disk), ImageName.Default, NetworkPolicy.Open), NoProgress.Instance, default);
        var folder = new MachineFolder(Paths, name);
        await File.WriteAllTextAsync(Path.Combine(folder.Seed, "hostname"), machine.Name + "\n");
        if (machine.HostKey.Length > 0)
        {
            await File.WriteAllTextAsync(folder.HostKey, Regex.Unescape(HostKey().Match(settings).Groups[1].Value));
            await File.WriteAllTextAsync(folder.HostKey + ".pub", machine.HostKey + "\n");
            await File.WriteAllTextAsync(folder.KnownHosts, $"agsekit-{name} {machine.HostKey}\n");
            await File.AppendAllTextAsync(Path.Combine(folder.Seed, "userkey"), machine.AuthorizedKeys[0] + "\n");
        }

        await Start(store, machine);
    }

    public static async Task Start(StandInStore store, StandInMachine machine)
    {
        MachineInfo started = await Engine.StartAsync(NameOf(machine), NoProgress.Instance, default);
        ChildProcess.StartDetached(CommandSpec.Of(
            Environment.ProcessPath!, "forward", store.Folder, machine.Address, started.SshPort!.Value.ToString(CultureInfo.InvariantCulture)), Path.Combine(store.Folder, "forward.log"));
        store.Update(machine.Name, one => one.Now("Running"));
    }

    public static Task Stop(StandInStore store, StandInMachine machine)
    {
        store.Update(machine.Name, one => one.Now("Stopped"));
        return Engine.StopAsync(NameOf(machine), TimeSpan.Zero, NoProgress.Instance, default);
    }

    public static async Task Remove(StandInStore store, StandInMachine machine)
    {
        store.Update(machine.Name, one => one.Now("Stopped"));
        if (await Engine.FindAsync(NameOf(machine), default) is not null)
            await Engine.DestroyAsync(NameOf(machine), default);
    }

    /// <summary>What it is doing really: a guest that powered itself off is stopped.</summary>
    public static async Task Observe(StandInStore store)
    {
        foreach (StandInMachine machine in store.Machines().Values.Where(machine => machine.Real && machine.Settled == "Running" && machine.Until == default))
        {
            if (await Engine.FindAsync(NameOf(machine), default) is not { State: MachineState.Running or MachineState.Starting })
                store.Update(machine.Name, one => one.Now("Stopped"));
        }
    }

    public static async Task<int> Exec(StandInMachine machine, string[] command)
    {
        SshConnection guest = await Engine.ConnectAsync(NameOf(machine), default);
        GuestResult result = await guest.RunAsync(command, default, TimeSpan.FromMinutes(5), default);
        await Console.Out.WriteAsync(result.OutputText);
        await Console.Error.WriteAsync(result.ErrorText);
        return result.Exit.Code;
    }

    /// <summary>Listens where the guest is said to be, for as long as it runs.</summary>
    public static async Task<int> Forward(StandInStore store, string address, int port)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 22);
        listener.Start();
        while (Directory.Exists(store.Folder) && store.Machines().Values.Any(machine => machine.Address == address && machine.Settled == "Running"))
        {
            if (listener.Pending())
                _ = Pass(await listener.AcceptTcpClientAsync(), port);
            else
                await Task.Delay(50);
        }

        return 0;
    }

    private static async Task Pass(TcpClient client, int port)
    {
        using (client)
        using (var guest = new TcpClient())
        {
            try
            {
                await guest.ConnectAsync(IPAddress.Loopback, port);
                await Task.WhenAny(client.GetStream().CopyToAsync(guest.GetStream()), guest.GetStream().CopyToAsync(client.GetStream()));
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
            }
        }
    }

    private static string NameOf(StandInMachine machine) => $"mp-{machine.Name}";

    [GeneratedRegex("ed25519_private: \"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex HostKey();
}
