using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which <c>mount</c> and <c>umount</c> are told which folders are meant.</summary>
internal static class MountWords
{
    public static KitArgument<string?> Source()
    {
        var source = new KitArgument<string?>("SRC", new Text("The folder (default: the configured one you are in)", "Папка (по умолчанию — та из настроек, в которой вы находитесь)")) { Arity = ArgumentArity.ZeroOrOne };
        source.CompletionSources.Add(_ => LiveNames.Mounts(KitServices.OfProcess()));
        return source;
    }

    public static KitOption<bool> All() => new("--all", new Text("All folders of the configuration", "Все папки из настроек"));

    /// <summary>The mounts of the configuration that are meant, with their real folders.</summary>
    public static IEnumerable<(MountSettings Mount, string Source)> Chosen(CommandContext context, string? source, bool all)
    {
        KitConfig config = context.Services.Config();
        var sources = new MountSources(config);
        if (all && source is not null)
            throw new KitException(ErrorCode.Usage, new Text("--all and a folder were both given", "указаны и --all, и папка"), new Text("they exclude each other", "они исключают друг друга"), Text.None);
        if (all)
            return [.. config.Mounts.Select(mount => (mount, sources.Require(mount)))];
        MountSettings chosen = Required(config, context.FullPath(source ?? "."));
        return [(chosen, sources.Require(chosen))];
    }

    /// <summary>The configured folder that holds this one.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>: there is none.</exception>
    public static MountSettings Required(KitConfig config, string folder) => FolderFinder.MountOf(config, folder) ?? throw new KitException(
        ErrorCode.FolderRefused,
        new Text($"the folder {Printable.Escape(folder)} is not in the configuration", $"папки {Printable.Escape(folder)} нет в настройках"),
        new Text("only folders listed under 'mounts' are given to a VM", "ВМ получает только папки, перечисленные в mounts"),
        new Text("agsekit addmount, in the folder", "в этой папке: agsekit addmount"));

    /// <summary>Mounts a folder of the configuration, to stay, with its VM started if needed.</summary>
    public static async Task MountAsync(CommandContext context, MountSettings mount, CancellationToken cancellation)
    {
        string real = await context.Services.MountOrders.MountAsync(context.Services.Config(), mount, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        string shown = Printable.Escape(real), target = Printable.Escape(mount.Target);
        context.Terminal.Result(new Text($"{shown} is mounted in VM '{mount.Machine}' at {target}.", $"{shown} подключена в ВМ «{mount.Machine}» как {target}."));
    }
}
