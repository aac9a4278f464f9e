using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ImageBuildCommand
{
    private const string UsualSuite = "bookworm";

    public static KitCommand Create()
    {
        var suite = new KitArgument<string?>("SUITE", new Text($"Debian's release (default: {UsualSuite})", $"Выпуск Debian (по умолчанию {UsualSuite})")) { Arity = ArgumentArity.ZeroOrOne };
        var again = new KitOption<bool>("--again", new Text("Anew from today's packages, also when there is one", "Заново из сегодняшних пакетов, даже если образ уже есть"));
        return new KitCommand("build", new Text("Build an image from Debian's packages", "Собрать образ из пакетов Debian"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "The packages come from where this computer's own do. It takes a few minutes and needs mmdebstrap.\nVMs that are there keep the image they were made from.",
                "Пакеты берутся оттуда же, откуда и для этого компьютера. Нужно несколько минут и mmdebstrap.\nУже созданные ВМ остаются на своих образах."),
            Examples =
            [
                new CommandExample("agsekit image build", new Text("the one VMs get by default", "тот, что ВМ получают по умолчанию")),
                new CommandExample("agsekit image build trixie --again", new Text("another release, anew", "другой выпуск, заново")),
            ],
            Work = async (context, cancellation) =>
            {
                string name = $"build:debian:{context.Value(suite) ?? UsualSuite}";
                await ImageWords.GetAsync(context, name, context.Value(again), cancellation).ConfigureAwait(false);
                return 0;
            },
        }.With(suite, again);
    }
}
