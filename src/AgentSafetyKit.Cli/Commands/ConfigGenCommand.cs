using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ConfigGenCommand
{
    public static KitCommand Create()
    {
        var folders = new KitArgument<string[]>("FOLDER", new Text("Folders that agents may work on", "Папки, в которых могут работать агенты")) { Arity = ArgumentArity.ZeroOrMore };
        var yes = new KitOption<bool>("--yes", new Text("Ask nothing: what does for most", "Ничего не спрашивать: взять то, что подходит большинству"), "-y");
        var overwrite = new KitOption<bool>("--overwrite", new Text("Replace the configuration that is there; it is kept beside the new one", "Заменить имеющиеся настройки; прежние останутся рядом"));
        return new KitCommand("config-gen", new Text("Make a configuration from the answers to a few questions", "Создать настройки по ответам на несколько вопросов"))
        {
            Group = CommandGroup.Setup,
            Details = new Text(
                "Asked are the VM's size, the folders and the agents; each question has an answer that does. Nothing is written before the whole was shown and agreed to.",
                "Спрашивается размер ВМ, папки и агенты; у каждого вопроса есть готовый ответ. Ничего не записывается, пока всё не показано и вы не согласились."),
            Examples =
            [
                new CommandExample("agsekit config-gen", new Text("question by question", "вопрос за вопросом")),
                new CommandExample("agsekit config-gen --yes ~/site", new Text("without questions, for one folder", "без вопросов, для одной папки")),
            ],
            Work = (context, cancellation) =>
                new ConfigWizard(context).RunAsync([.. (context.Value(folders) ?? []).Select(context.FullPath)], context.Value(yes), context.Value(overwrite), cancellation),
        }.With(folders, yes, overwrite);
    }
}
