using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ImagePullCommand
{
    public static KitCommand Create()
    {
        var name = new KitArgument<string>("IMAGE", new Text("Such as ubuntu:24.04, debian:12, or https://… with #sha256=…", "Например ubuntu:24.04, debian:12 или https://… с #sha256=…"));
        name.CompletionSources.Add(_ => ImageCatalog.Names.AsEnumerable());
        return new KitCommand("pull", new Text("Download an image, or the newer one there is of it", "Скачать образ или его новую версию"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "Checked against the vendor's list of checksums. What was broken off is gone on with. VMs that are there keep the image they were made from.",
                "Проверяется по списку контрольных сумм поставщика. Прерванная загрузка продолжается. Уже созданные ВМ остаются на своих образах."),
            Examples =
            [
                new CommandExample("agsekit image pull ubuntu:24.04", new Text("Ubuntu's newest of that release", "новейший Ubuntu этого выпуска")),
                new CommandExample("agsekit image pull debian:12 --quiet", new Text("in a script", "в скрипте")),
            ],
            Work = async (context, cancellation) =>
            {
                ImageName wanted = ImageName.Parse(context.Value(name)!);
                if (wanted.Kind is ImageKind.Built or ImageKind.File)
                {
                    throw new KitException(
                        ErrorCode.Usage,
                        new Text("nothing was downloaded", "ничего не скачано"),
                        new Text("this image comes from this computer", "этот образ берётся с этого компьютера"),
                        Text.Verbatim(wanted.Kind == ImageKind.Built ? $"agsekit image build {wanted.Value}" : "agsekit image list"));
                }

                await ImageWords.GetAsync(context, context.Value(name)!, renews: wanted.Kind == ImageKind.Release, cancellation).ConfigureAwait(false);
                return 0;
            },
        }.With(name);
    }
}
