using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>Installs bundles in a VM: first what the configuration says of mirrors and certificates is put in, then one bundle after the other.</summary>
public sealed class MachineBundles(IVirtualMachineProvider machines)
{
    /// <param name="name">A VM that runs.</param>
    /// <param name="settings">What the configuration says of it; null where it is not in there.</param>
    /// <param name="bundles">In this order.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellation">The step the guest is at is finished there, and the next one is not begun.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.PolicyRefused"/>: the VM has no network; else as <see cref="GuestBundles"/>.</exception>
    public async Task<IReadOnlyList<InstalledBundle>> InstallAsync(
        string name, MachineSettings? settings, IReadOnlyList<Bundle> bundles, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        GuestSources sources = settings is null ? GuestSources.None : GuestSources.Read(settings);
        if (bundles.Count > 0 && await machines.FindAsync(name, cancellation).ConfigureAwait(false) is { Network: NetworkPolicy.None })
            throw ClosedNetwork.Refuse(new Text($"bundle '{bundles[0]}' can not be installed in VM '{name}'", $"набор «{bundles[0]}» не установить в ВМ «{name}»"), name);
        SshConnection guest = await machines.ConnectAsync(name, cancellation).ConfigureAwait(false);
        var all = new GuestBundles(guest, sources);
        await all.PrepareAsync(progress, cancellation).ConfigureAwait(false);
        var done = new List<InstalledBundle>();
        foreach (Bundle bundle in bundles)
            done.Add(await all.InstallAsync(bundle, progress, cancellation).ConfigureAwait(false));
        return done;
    }
}
