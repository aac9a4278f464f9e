using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class InstallBundleCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = BundleWords.Name();
        KitArgument<string?> machine = MachineWords.NameOrDefault();
        return new KitCommand("install-bundle", new Text("Install tools such as python or nodejs in a running VM", "Поставить в работающую ВМ инструменты, например python или nodejs"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "The release's own packages are taken where they fit, else the vendor's. What is there already is left as it is; what was broken off is gone on with.",
                "Берутся пакеты самого дистрибутива, если они подходят, иначе — от поставщика. Что уже есть, не меняется; прерванное продолжается."),
            Examples =
            [
                new CommandExample("agsekit install-bundle python", new Text("in the first VM of the configuration", "в первой ВМ из настроек")),
                new CommandExample("agsekit install-bundle nodejs:22 agent-ubuntu", new Text("a version of your choice", "нужной версии")),
            ],
            Work = async (context, cancellation) =>
            {
                Bundle bundle = BundleKinds.Require(context.Value(name)!);
                string target = MachineWords.NameOf(context, context.Value(machine));
                using FileLock use = await MachineHold.TakeAsync(context, target, cancellation).ConfigureAwait(false);
                await MachineWords.ConnectAsync(context, target, cancellation).ConfigureAwait(false);
                MachineSettings? settings = context.Services.ConfigIfAny()?.FindMachine(target);
                IReadOnlyList<InstalledBundle> done = await context.Services.MachineBundles
                    .InstallAsync(target, settings, [bundle], context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                context.Terminal.Result(BundleWords.Outcome(done[0], target));
                return 0;
            },
        }.With(name, machine);
    }
}
