using System.CommandLine.Completions;
using System.Globalization;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Names for completion, as they are now: never an error, an empty list instead.</summary>
internal static class LiveNames
{
    public static IEnumerable<string> Machines(KitServices services) =>
        Quietly(() => services.MachineNames.Union(services.ConfigIfAny()?.Machines.Select(machine => machine.Name) ?? []));

    /// <summary>Of all VMs with QEMU: those of one, and those of Multipass, would take seconds to ask for.</summary>
    public static IEnumerable<string> MachineSnapshots(KitServices services) => Quietly(() => services.MachineSnapshotNames);

    public static IEnumerable<string> Agents(KitServices services) => Quietly(() => services.ConfigIfAny()?.Agents.Select(agent => agent.Name) ?? AgentTypes.Known.Where(type => type != AgentTypes.Command).Prepend("shell"));

    /// <summary>Folders of the configuration. Those whose names a shell would have to quote are left to its own completion of files.</summary>
    public static IEnumerable<string> Mounts(KitServices services) => Quietly(() =>
        services.ConfigIfAny()?.Mounts.Select(mount => mount.Source).Where(source => source.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '_' or '-' or '+')) ?? []);

    public static IEnumerable<string> Images(KitServices services) => Quietly(() => services.Images.Store.List().SelectMany(image => new[] { image.Name, image.Id }).Distinct());

    /// <summary>As they were when their VM was last asked: asking it takes too long.</summary>
    public static IEnumerable<string> Boxes(KitServices services) => Quietly(() => new BoxNames(services.Paths).All());

    public static IEnumerable<string> Sessions(KitServices services) => Quietly(() => new SandboxStore(services.Paths).All().Select(session => session.Id));

    public static IEnumerable<string> Tokens(KitServices services) => Quietly(() => new ApiTokenStore(services.Paths).All().Select(token => token.Name));

    public static IEnumerable<string> Runs(KitServices services) => Quietly(() => services.Runs.Ids());

    /// <summary>Names before ids; the live ones only.</summary>
    public static IEnumerable<string> DetachedRuns(KitServices services) => Quietly(() =>
    {
        List<RunRecord> live = [.. services.Runs.Unended().Where(run => run.IsDetached)];
        return live.Select(run => run.Name).OfType<string>().Concat(live.Select(run => run.Id));
    });

    /// <summary>The newest first: it is the one most often meant.</summary>
    public static IEnumerable<CompletionItem> Snapshots(KitServices services) => Quietly(() =>
    {
        ProtectedFolder folder = FolderFinder.FindKept(services.ConfigIfAny(), Environment.CurrentDirectory, null);
        return services.Snapshots(folder.Spec).Ids().Reverse();
    }).Select((id, index) => new CompletionItem(id, sortText: index.ToString("D9", CultureInfo.InvariantCulture)));

    private static List<string> Quietly(Func<IEnumerable<string>> names)
    {
        try
        {
            return [.. names()];
        }
        catch (Exception error) when (error is KitException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
