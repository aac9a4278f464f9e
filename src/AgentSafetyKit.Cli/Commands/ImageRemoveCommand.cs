using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ImageRemoveCommand
{
    public static KitCommand Create()
    {
        var name = new KitArgument<string>("IMAGE", new Text("Its name or id, as 'image list' shows them", "Имя или id, как их показывает «image list»"));
        name.CompletionSources.Add(_ => LiveNames.Images(KitServices.OfProcess()));
        KitOption<bool> dryRun = CommonOptions.DryRun();
        return new KitCommand("rm", new Text("Remove an image that no VM needs", "Удалить образ, который не нужен ни одной ВМ"))
        {
            Group = CommandGroup.Machines,
            Details = new Text("It can be built or downloaded again at any time.", "Его можно в любой момент собрать или скачать снова."),
            Examples =
            [
                new CommandExample("agsekit image rm debian:12", new Text("by its name", "по имени")),
                new CommandExample("agsekit image rm build:debian:bookworm --dry-run", new Text("only show what would go", "только показать, что исчезнет")),
            ],
            Work = (context, _) =>
            {
                ImageLibrary library = context.Services.Images;
                foreach (StoredImage image in library.Find(context.Value(name)!))
                {
                    bool goes = !context.Value(dryRun);
                    if (goes)
                        library.Remove(image);
                    context.Terminal.Result(goes
                        ? new Text($"Removed {image.Id}, {image.Size} freed.", $"{image.Id} удалён, освобождено {image.Size}.")
                        : new Text($"{image.Id} would go, {image.Size}.", $"Будет удалён {image.Id}, {image.Size}."));
                }

                return Task.FromResult(0);
            },
        }.With(name, dryRun);
    }
}
