namespace AgentSafetyKit.MultipassStandIn;

/// <summary><c>multipass exec</c> with its traps: a machine that is off is started, an end with 4 is done again for ever, and standard input is cut.</summary>
public sealed class StandInExec(StandInStore store)
{
    private const int Window = 2 << 20;

    public async Task<int> Run(string[] words)
    {
        string name = words[1];
        string[] command = words[(Array.IndexOf(words, "--") + 1)..];
        StandInMachine machine = store.Find(name) ?? throw new RefusalException(2, string.Join('\n', Enumerable.Repeat($"exec failed: The following errors occurred:\ninstance \"{name}\" does not exist", words.Contains("-n") ? 1 : 2)));
        string state = machine.StateAt(TimeProvider.System.GetUtcNow());
        if (state == "Deleted")
            throw new RefusalException(2, $"exec failed: The following errors occurred:\ninstance \"{name}\" is deleted");
        if (state == "Unknown")
            throw new RefusalException(2, "exec failed: Cannot retrieve credentials in unknown state");
        if (state is "Stopped" or "Suspended")
        {
            await Spinner.Show($"Starting {name}", store.Scaled(60));
            store.Update(name, one => one.Now("Running") with { Boot = one.Boot + 1 });
        }

        if (store.Has("exec:refused"))
            throw new RefusalException(2, "exec failed: ssh connection failed: 'Connection refused'");
        if (machine.Real)
            return await RealGuest.Exec(machine, command);
        byte[] input = await ReadInput();
        while (true)
        {
            int code = Adopts(machine, command) ?? await FakeGuest.Run(store, machine, command, input);
            if (code != 4)
                return store.Has("exec:abort") ? 134 : code;
        }
    }

    /// <summary>The script that lets a program in would change the host it runs on: what it does to a guest is done to the record of one.</summary>
    private int? Adopts(StandInMachine machine, string[] command)
    {
        if (!command.Any(word => word.Contains("agsekit-host-key", StringComparison.Ordinal)))
            return null;
        if (store.Has("exec:nosudo"))
        {
            Console.Error.WriteLine("sudo: a password is required");
            return 1;
        }

        store.Update(machine.Name, one => one with { AuthorizedKeys = [.. one.AuthorizedKeys, string.Join(' ', command[^1].Split(' ').Take(2))] });
        Console.WriteLine($"agsekit-host-key {machine.HostKey}");
        return 0;
    }

    private static async Task<byte[]> ReadInput()
    {
        using var input = new MemoryStream();
        await using Stream from = Console.OpenStandardInput();
        await from.CopyToAsync(input);
        return input.Length > Window ? input.ToArray()[..Window] : input.ToArray();
    }
}
