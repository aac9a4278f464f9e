using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

internal static class ListBundlesCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> machine = MachineWords.NameOrNone();
        return new KitCommand("list-bundles", new Text("List the bundles of tools there are, or those a running VM has", "Показать, какие есть наборы инструментов или что стоит в работающей ВМ"))
        {
            Group = CommandGroup.Machines,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit list-bundles", new Text("what can be installed", "что можно поставить")),
                new CommandExample("agsekit list-bundles agent-ubuntu", new Text("what is installed in a VM, with versions", "что стоит в ВМ, с версиями")),
            ],
            Work = async (context, cancellation) =>
            {
                if (context.Value(machine) is not { } name)
                    ShowKinds(context);
                else
                    ShowInstalled(context, name, await ReadAsync(context, name, cancellation).ConfigureAwait(false));
                return 0;
            },
        }.With(machine);
    }

    private static async Task<IReadOnlyList<InstalledBundle>> ReadAsync(CommandContext context, string name, CancellationToken cancellation)
    {
        SshConnection guest = await MachineWords.ConnectAsync(context, name, cancellation).ConfigureAwait(false);
        return await new GuestBundles(guest, GuestSources.None).ListAsync(cancellation).ConfigureAwait(false);
    }

    private static void ShowKinds(CommandContext context)
    {
        if (context.Json)
            context.Terminal.Result(Json.Of(new BundleListRecord(null, [.. BundleKinds.All.Select(kind => new BundleRecord(kind.Name, null, kind.TakesVersion))]), Json.Records.BundleListRecord));
        else
            context.Terminal.ResultRaw(BundleView.Kinds(context.Language).Render(context.Terminal.Settings.ColorOnOutput));
    }

    private static void ShowInstalled(CommandContext context, string machine, IReadOnlyList<InstalledBundle> all)
    {
        if (context.Json)
            context.Terminal.Result(Json.Of(new BundleListRecord(machine, [.. all.Select(one => new BundleRecord(one.Bundle.ToString(), one.Version, null))]), Json.Records.BundleListRecord));
        else if (all.Count == 0)
            context.Terminal.Say(new Text($"VM '{machine}' has no bundles.", $"В ВМ «{machine}» нет наборов."));
        else
            context.Terminal.ResultRaw(BundleView.Installed(all, context.Language).Render(context.Terminal.Settings.ColorOnOutput));
    }
}
