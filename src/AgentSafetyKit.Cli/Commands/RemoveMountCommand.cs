using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class RemoveMountCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> source = MountWords.Source();
        var machine = new KitOption<string?>("--vm", new Text("Of this VM, where the folder is there for several", "Для этой ВМ, если папка записана для нескольких")) { HelpName = "VM" };
        machine.CompletionSources.Add(_ => LiveNames.Machines(KitServices.OfProcess()));
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        return new KitCommand("removemount", new Text("Take a folder out of the configuration", "Убрать папку из настроек"))
        {
            Group = CommandGroup.Folders,
            Details = new Text("Neither the folder nor its snapshots are touched.", "Ни папка, ни её снимки не меняются."),
            Examples =
            [
                new CommandExample("agsekit removemount", new Text("the folder you are in", "папку, в которой вы находитесь")),
                new CommandExample("agsekit removemount ~/site --yes", new Text("without being asked", "без вопроса")),
            ],
            Work = (context, cancellation) => MountRemovalFlow.RunAsync(
                context, context.FullPath(context.Value(source) ?? "."), context.Value(machine), new MountEntryAnswers(context.Value(yes), context.Value(dryRun), MountNow: false), cancellation),
        }.With(source, machine, yes, dryRun);
    }
}
