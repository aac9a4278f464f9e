using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Writes the manual pages, for whoever installs or packs the program.</summary>
internal static class ManualCommand
{
    private const uint EverybodyReads = 0x1A4;

    public static KitCommand Create()
    {
        var destination = new KitArgument<string>("DIR", new Text("The folder of manual pages; man1 and ru/man1 are made in it", "Папка страниц руководства; в ней создаются man1 и ru/man1"));
        return new KitCommand("write-manual", new Text("Write the manual pages of all commands", "Записать страницы руководства всех команд"))
        {
            Hidden = true,
            Examples =
            [
                new CommandExample("agsekit write-manual ~/.local/share/man", new Text("for this user", "для этого пользователя")),
                new CommandExample("agsekit write-manual /usr/local/share/man", new Text("for everybody, as root", "для всех, от имени root")),
            ],
            Work = (context, _) =>
            {
                string folder = context.FullPath(context.Value(destination)!);
                Write(Path.Combine(folder, "man1"), Language.English);
                Write(Path.Combine(folder, "ru", "man1"), Language.Russian);
                return Task.FromResult(0);
            },
        }.With(destination);
    }

    private static void Write(string folder, Language language)
    {
        Directory.CreateDirectory(folder);
        foreach (KitCommand command in Shown(AllCommands.Root()))
            AtomicFile.Write(Path.Combine(folder, $"{ManualRenderer.NameOf(command)}.1"), Encoding.UTF8.GetBytes(ManualRenderer.Render(command, language)), EverybodyReads);
    }

    private static IEnumerable<KitCommand> Shown(KitCommand command) =>
        HelpPage.Subcommands(command).Where(ManualRenderer.IsShown).SelectMany(Shown).Prepend(command);
}
