using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary><c>multipass launch</c>: the machine is not listed until its image is prepared, then Unknown until it answers; and it goes on when its client is killed.</summary>
public sealed partial class StandInLaunch(StandInStore store)
{
    private const double Prepare = 8, Boot = 60, Settle = 20;

    public async Task Run(string[] words)
    {
        string Option(string name) => Array.IndexOf(words, name) is >= 0 and var at ? words[at + 1] : "";
        string name = Option("--name"), image = words[^1];
        long memory = long.Parse(Option("--memory"), CultureInfo.InvariantCulture), disk = long.Parse(Option("--disk"), CultureInfo.InvariantCulture);
        int processors = int.Parse(Option("--cpus"), CultureInfo.InvariantCulture);
        if (processors < 1)
            throw new RefusalException(1, $"Error: invalid CPU count '{processors}', need a positive integer value.");
        string settings = Option("--cloud-init") == "-" ? await Console.In.ReadToEndAsync() : throw new RefusalException(1, $"Could not load cloud-init configuration: bad file: {Option("--cloud-init")}\nPlease ensure that Multipass can read it.");
        File.WriteAllText(Path.Combine(store.Folder, $"cloud-init-{name}"), settings);
        if (store.Has("launch:queued"))
            await Task.Delay(TimeSpan.FromMinutes(1));
        Validate(name, image, memory, disk);
        DateTimeOffset begin = TimeProvider.System.GetUtcNow();
        bool stuck = store.Has("launch:stuck");
        var machine = new StandInMachine
        {
            Name = name,
            VisibleFrom = begin + store.Scaled(Prepare),
            Address = store.Change(machines => $"127.77.{machines.Count + 1}.{begin.Millisecond % 250 + 2}"),
            Processors = processors,
            Memory = memory,
            Disk = disk,
            HostKey = PublicKey().Match(settings).Groups[1].Value,
            AuthorizedKeys = [UserKey().Match(settings).Groups[1].Value],
            Boot = 1,
            Real = store.RealGuests,
            ImageHash = store.Has("launch:otherimage") ? new string('b', 64) : new string('a', 64),
        };
        machine = machine.Changing("Unknown", stuck ? DateTimeOffset.MaxValue : begin + store.Scaled(Prepare + Boot), "Running");
        store.Change(machines => machines[name] = machine);
        if (machine.Real)
            await RealGuest.Launch(store, machine, settings);
        await Draw(name);
        if (store.Has("launch:timeout"))
            throw new RefusalException(2, $"launch failed: The following errors occurred:\n{name}: timed out waiting for response");
        if (store.Has("launch:client-timeout"))
            throw new RefusalException(5, "Timed out waiting for instance launch.");
        if (stuck)
            await Task.Delay(TimeSpan.FromMinutes(1));
        if (machine.Real)
            store.Update(name, one => one.Now("Running"));
        await Spinner.Show("Waiting for initialization to complete", store.Scaled(Settle));
        Spinner.Write($"Launched: {name}\n");
        Spinner.End();
    }

    private async Task Draw(string name)
    {
        await Spinner.Show($"Creating {name}", store.Scaled(1));
        for (int percent = 0; percent <= 100; percent += 20)
        {
            Spinner.Write($"\rRetrieving image: {percent}%");
            await store.Wait(1);
        }

        await Spinner.Show("Verifying image: ", store.Scaled(0.5));
        await Spinner.Show($"Preparing image for {name}", store.Scaled(0.5));
        await Spinner.Show($"Configuring {name}", store.Scaled(0.1));
        DateTimeOffset until = store.Find(name)?.Until ?? default;
        TimeSpan left = until - TimeProvider.System.GetUtcNow();
        await Spinner.Show($"Starting {name}", left > TimeSpan.Zero && left < TimeSpan.FromDays(1) ? left : TimeSpan.Zero);
    }

    private void Validate(string name, string image, long memory, long disk)
    {
        if (store.Machines().TryGetValue(name, out StandInMachine? there))
        {
            Spinner.End();
            throw new RefusalException(2, there.VisibleFrom > TimeProvider.System.GetUtcNow() ? $"launch failed: instance \"{name}\" is being prepared" : $"launch failed: instance \"{name}\" already exists");
        }

        if (disk < 512 << 20 || memory < 128 << 20)
        {
            Spinner.End();
            throw new RefusalException(2, $"launch failed: Invalid arguments supplied\nInvalid {(disk < 512 << 20 ? $"disk size value supplied: {disk}" : $"memory size value supplied: {memory}")}.");
        }

        if (store.Has("launch:nospace"))
            throw new RefusalException(2, "launch failed: Available disk (1073741824 bytes) below minimum for this image (3758096384 bytes)");
        if (store.Has("launch:offline"))
            throw new RefusalException(2, "launch failed: failed to download from 'https://cloud-images.ubuntu.com/releases/noble.img': Host cloud-images.ubuntu.com not found");
        if (image.StartsWith("file://", StringComparison.Ordinal) && !File.Exists(image["file://".Length..]))
            throw new RefusalException(2, $"launch failed: Custom image `{image["file://".Length..]}` does not exist.");
        if (!image.StartsWith("file://", StringComparison.Ordinal) && image is not ("lts" or "24.04" or "22.04" or "noble"))
        {
            Spinner.End();
            throw new RefusalException(2, $"launch failed: Unable to find an image matching \"{image}\" in remote \"\".");
        }
    }

    [GeneratedRegex("ed25519_public: \"?(ssh-ed25519 [A-Za-z0-9+/=]+)")]
    private static partial Regex PublicKey();

    [GeneratedRegex("ssh_authorized_keys:\\s*- \"?(ssh-ed25519 [A-Za-z0-9+/=]+)")]
    private static partial Regex UserKey();
}
