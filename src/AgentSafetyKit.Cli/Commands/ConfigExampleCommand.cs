using System.CommandLine;
using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class ConfigExampleCommand
{
    public static KitCommand Create()
    {
        var destination = new KitArgument<string?>("DEST", new Text("Write it to this new file instead of printing it", "Записать в этот новый файл, а не печатать")) { Arity = ArgumentArity.ZeroOrOne };
        return new KitCommand("config-example", new Text("Print a configuration with every key, its default and what it means", "Вывести файл настроек со всеми ключами, умолчаниями и пояснениями"))
        {
            Group = CommandGroup.Setup,
            Examples =
            [
                new CommandExample("agsekit config-example", new Text("read it", "прочитать")),
                new CommandExample("agsekit config-example ~/.config/agsekit/config.yaml", new Text("start from it", "начать с него")),
            ],
            Work = (context, _) =>
            {
                if (context.Value(destination) is { } given)
                    Write(context, context.FullPath(given));
                else
                    context.Terminal.ResultRaw(ConfigExample.Text);
                return Task.FromResult(0);
            },
        }.With(destination);
    }

    private static void Write(CommandContext context, string file)
    {
        string shown = Printable.Escape(file);
        if (Path.Exists(file))
        {
            throw new KitException(
                ErrorCode.InputOutput,
                new Text("the example was not written", "пример не записан"),
                new Text($"{shown} is there already", $"{shown} уже существует"),
                new Text("name another file, or remove that one first", "укажите другой файл или сначала удалите этот"));
        }

        if (Path.GetDirectoryName(file) is { } folder && !Directory.Exists(folder))
            PrivateFolder.Ensure(folder);
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(ConfigExample.Text));
        context.Terminal.Say(new Text($"Written to {shown}. Check it after editing: agsekit config check", $"Записано в {shown}. После правки проверьте: agsekit config check"));
    }
}
