using System.Collections.Immutable;
using AgentSafetyKit.Agents;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>Installs agents in a VM that runs, as its ordinary user. Each can be asked for again: what is there is found at once, what was broken off is gone on with.</summary>
/// <param name="machines">The engines.</param>
/// <param name="definitions">The types there are.</param>
public sealed class MachineAgents(IVirtualMachineProvider machines, AgentDefinitions definitions)
{
    private const int MostListed = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="machine">What the configuration says of the VM.</param>
    /// <param name="agent">One whose type is installed.</param>
    /// <param name="renew">Whether a newer version takes the place of what is there.</param>
    /// <param name="through">A proxy that proxychains leads the installation through; null: none.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellation">The step the guest is at is finished there.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.AgentFailed"/>, <see cref="ErrorCode.SourceUnreachable"/>, <see cref="ErrorCode.UnknownName"/>: no such package or version; <see cref="ErrorCode.PolicyRefused"/>: the VM has no network.</exception>
    public async Task<InstalledAgent> InstallAsync(
        MachineSettings machine, AgentSettings agent, bool renew, ProxyAddress? through, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        AgentDefinition definition = definitions.Of(agent.Type);
        if (definition.Installer.Kind != InstallerKind.Carried && await machines.FindAsync(machine.Name, cancellation).ConfigureAwait(false) is { Network: NetworkPolicy.None })
            throw ClosedNetwork.Refuse(new Text($"the agent '{agent.Name}' can not be installed in VM '{machine.Name}'", $"агента «{agent.Name}» не установить в ВМ «{machine.Name}»"), machine.Name);
        var subject = InstallSubject.OfAgent(agent.Name, definition.Installer.Kind is InstallerKind.Npm or InstallerKind.Pip);
        AgentInstallPlan plan = AgentInstallPlan.Of(definition, agent.Version, renew);
        SshConnection guest = await machines.ConnectAsync(machine.Name, cancellation).ConfigureAwait(false);
        var bundles = new GuestBundles(guest, GuestSources.Read(machine));
        await bundles.PrepareAsync(progress, cancellation).ConfigureAwait(false);
        if (!plan.ProbeWords.IsEmpty && through is null)
            await bundles.RunScriptAsync(AgentInstallPlan.ProbeScripts, plan.ProbeWords, [], subject, progress, cancellation).ConfigureAwait(false);
        foreach (string bundle in plan.Bundles)
            await RequireAsync(bundles, bundle, progress, cancellation).ConfigureAwait(false);
        string run = "install-" + definition.Type;
        (ImmutableArray<string> prefix, _) = await new GuestProxy(guest, run)
            .PrepareAsync(new RunProxy(through, HttpProxySettings.None, PortRange.OfProxies), [], ImmutableSortedDictionary<string, string>.Empty, progress, cancellation).ConfigureAwait(false);
        try
        {
            (string version, bool wasThere) = await bundles
                .RunScriptAsync(plan.Scripts, plan.Words, prefix, subject, progress, cancellation).ConfigureAwait(false);
            if (definition.Log.Length > 0 && !wasThere)
                await guest.RunAsync(GuestScripts.Command("agents/log.sh", definition.Type, definition.Log), default, Patience, cancellation).ConfigureAwait(false);
            return new InstalledAgent(definition.Type, version, wasThere);
        }
        finally
        {
            if (through is not null)
                await new AgentLaunch(guest, run).EndAsync(Patience).ConfigureAwait(false);
        }
    }

    /// <summary>What a VM that runs says it has: only types there are, each once.</summary>
    public static async Task<IReadOnlyList<InstalledAgent>> ListAsync(SshConnection guest, CancellationToken cancellation)
    {
        GuestResult listed = await guest.RequireAsync(["sh", "-c", GuestScript.Read("agents/list.sh"), "agsekit"], default, Patience, cancellation).ConfigureAwait(false);
        return Read(listed.OutputText);
    }

    internal static IReadOnlyList<InstalledAgent> Read(string listed)
    {
        var found = new SortedDictionary<string, InstalledAgent>(StringComparer.Ordinal);
        foreach (string line in listed.Split('\n'))
        {
            string[] words = line.Split(' ', 2);
            if (words.Length == 2 && found.Count < MostListed && KitName.IsValid(words[0]))
                found.TryAdd(words[0], new InstalledAgent(words[0], GuestVersion.Of(words[1]), WasThere: true));
        }

        return [.. found.Values];
    }

    /// <summary>A bundle that is there and new enough stays as it is. Where no newer one can be had, the agent's own script takes the newest version that runs with what there is.</summary>
    private static async Task RequireAsync(GuestBundles bundles, string wanted, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        Bundle bundle = BundleKinds.Require(wanted);
        InstalledBundle any = await bundles.InstallAsync(bundle with { Version = "" }, progress, cancellation).ConfigureAwait(false);
        if (bundle.Version.Length == 0 || MajorOf(any.Version) >= MajorOf(bundle.Version))
            return;
        try
        {
            await bundles.InstallAsync(bundle, progress, cancellation).ConfigureAwait(false);
        }
        catch (KitException error) when (error.Code == ErrorCode.SourceUnreachable)
        {
            progress.Report(new WorkProgress(new Text($"{bundle} can not be had, going on with {any.Version}", $"{bundle} не достать, остаёмся на {any.Version}")));
        }
    }

    private static int MajorOf(string version) => int.TryParse(version.Split('.')[0], out int major) ? major : 0;
}
