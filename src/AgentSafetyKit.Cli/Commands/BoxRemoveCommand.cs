using System.CommandLine;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class BoxRemoveCommand
{
    public static KitCommand Create()
    {
        var names = new KitArgument<string[]>("NAME", new Text("Which ones", "Какие")) { Arity = ArgumentArity.OneOrMore };
        names.CompletionSources.Add(_ => LiveNames.Boxes(Composition.KitServices.OfProcess()));
        KitOption<string?> machine = BoxWords.Machine();
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        return new KitCommand("rm", new Text("Remove boxes with their homes", "Удалить песочницы вместе с их домашними папками"))
        {
            Group = CommandGroup.Boxes,
            Details = new Text("Folders given to a box with --mount stay as they are.", "Папки, данные песочнице ключом --mount, остаются как есть."),
            Examples =
            [
                new CommandExample("agsekit box rm trial", new Text("asks first", "сначала спросить")),
                new CommandExample("agsekit box rm trial web --yes", new Text("without asking", "не спрашивая")),
            ],
            Work = async (context, cancellation) =>
            {
                string[] wanted = [.. context.Value(names)!.Select(BoxWords.Require).Distinct()];
                string shown = string.Join(", ", wanted);
                context.Terminal.Say(new Text($"These boxes go, with everything in their homes: {shown}", $"Будут удалены вместе со всем, что в их домашних папках: {shown}"));
                if (context.Value(dryRun))
                    return 0;
                var nothingDone = new Text("nothing was removed", "ничего не удалено");
                if (!context.Value(yes) && !await context.Terminal.AskAsync(new Text("Remove them?", "Удалить?"), nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
                    throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
                GuestBoxes boxes = await BoxFlow.OfAsync(context, context.Value(machine), cancellation).ConfigureAwait(false);
                IReadOnlyList<string> gone = await boxes.RemoveAsync(wanted, cancellation).ConfigureAwait(false);
                new BoxNames(context.Services.Paths).Forget(boxes.Machine, gone);
                foreach (string name in gone)
                    context.Terminal.Result(new Text($"Box '{name}' is gone.", $"Песочница «{name}» удалена."));
                return gone.Count == wanted.Length ? 0 : throw BoxFlow.Missing(wanted.Except(gone), boxes.Machine);
            },
        }.With(names, machine, yes, dryRun);
    }
}
