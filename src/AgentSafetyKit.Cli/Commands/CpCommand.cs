using System.CommandLine.Completions;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class CpCommand
{
    public static KitCommand Create()
    {
        var source = new KitArgument<string>("SRC", new Text("A file or folder: PATH here, VM:PATH in a VM", "Файл или папка: PATH здесь, VM:PATH в ВМ"));
        var destination = new KitArgument<string>("DST", new Text("Where to: a folder that is there, or a new name", "Куда: существующая папка или новое имя"));
        foreach (KitArgument<string> argument in new[] { source, destination })
            argument.CompletionSources.Add(_ => LiveNames.Machines(KitServices.OfProcess()).Select(name => new CompletionItem(name + ":")));
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        return new KitCommand("cp", new Text("Copy files and folders into a running VM, or out of it", "Скопировать файлы и папки в работающую ВМ или из неё"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "Relative paths in the VM begin at its user's home folder. Links are copied as links; out of a VM only those that stay within the copy.\nA copy that is broken off leaves no half file.",
                "Относительные пути в ВМ отсчитываются от домашней папки. Ссылки копируются как ссылки; из ВМ — только не ведущие за пределы копии.\nПрерванное копирование не оставляет недописанных файлов."),
            Examples =
            [
                new CommandExample("agsekit cp data.csv agent-ubuntu:", new Text("into the home folder of the VM", "в домашнюю папку ВМ")),
                new CommandExample("agsekit cp agent-ubuntu:project/report ./", new Text("a folder of the VM, to where you are", "папку из ВМ в текущую")),
            ],
            Work = (context, cancellation) => CopyFlow.RunAsync(context, context.Value(source)!, context.Value(destination)!, context.Value(yes), context.Value(dryRun), cancellation),
        }.With(source, destination, yes, dryRun);
    }
}
