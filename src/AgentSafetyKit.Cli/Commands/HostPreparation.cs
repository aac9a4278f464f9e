using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Brings onto this host what its VMs need, and nothing that is there: shown first, agreed to, then installed by the system's own package manager.</summary>
internal static class HostPreparation
{
    private static readonly Text NotPrepared = new("the host was not prepared", "компьютер не подготовлен");

    /// <summary>The VMs of the configuration; where there are none, the one that a first run would make.</summary>
    public static IReadOnlyList<MachineSpec> Wanted(KitServices services, KitConfig? config) => config is { Machines.Length: > 0 }
        ? [.. config.Machines.Select(MachineSpecs.Of)]
        : [new MachineSpec("agsekit", services.HostSize.Cores, services.HostSize.Memory, ByteSize.FromGibibytes(20), MachineSpec.DefaultImage, NetworkPolicy.Open)];

    /// <summary>True: something was missing, and is there now. False: nothing was, or nothing was to be done.</summary>
    /// <exception cref="KitException">No, EngineUnavailable, ToolMissing: it is still missing.</exception>
    public static async Task<bool> RunAsync(CommandContext context, KitConfig? config, bool yes, bool dryRun, CancellationToken cancellation)
    {
        IReadOnlyList<MachineSpec> wanted = Wanted(context.Services, config);
        HostState host = await context.Services.HostNeeds.LookAsync(wanted, cancellation).ConfigureAwait(false);
        if (host.Refusals.Count > 0)
            throw host.Refusals[0];
        bool isLacking = host.MissingPrograms.Count > 0;
        if (isLacking && !await InstallAsync(context, host.MissingPrograms, yes, dryRun, cancellation).ConfigureAwait(false))
            return false;
        HostState now = isLacking ? await context.Services.HostNeeds.LookAsync(wanted, cancellation).ConfigureAwait(false) : host;
        if (now.MissingPrograms.Count > 0)
            throw MissingTool.Of(now.MissingPrograms[0]);
        if (!dryRun && now.UsesQemu)
            await new SshKeys(context.Services.KeyPaths, context.Services.Commands).EnsureIdentityAsync(cancellation).ConfigureAwait(false);
        return isLacking;
    }

    private static async Task<bool> InstallAsync(CommandContext context, IReadOnlyList<string> programs, bool yes, bool dryRun, CancellationToken cancellation)
    {
        string missing = string.Join(", ", programs);
        string[] packages = [.. programs.Select(MissingTool.PackageWith).Distinct().Order(StringComparer.Ordinal)];
        string[][] commands = CommandsFor(missing, packages);
        context.Terminal.Always(new Text($"VMs need programs that are not here: {missing}", $"Для ВМ не хватает программ: {missing}"));
        context.Terminal.Always(new Text("They come with:", "Их установят команды:"));
        foreach (string[] command in commands)
            context.Terminal.Always(Text.Verbatim($"  {ShellQuote.Words(command)}"));
        if (dryRun)
            return false;
        if (!yes && !await context.Terminal.AskAsync(new Text("Install them?", "Установить?"), NotPrepared, new Text("to agree beforehand: agsekit prepare --yes", "чтобы согласиться заранее: agsekit prepare --yes"), cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, NotPrepared, new Text("you said no", "вы ответили «нет»"), Text.None);
        foreach (string[] command in commands)
        {
            // sudo may want to ask for a password.
            context.Terminal.Lend();
            int code = await ChildProcess.StartAttached(CommandSpec.Of(command[0], command.AsSpan(1))).Exit.WaitAsync(cancellation).ConfigureAwait(false);
            context.Terminal.Reclaim();
            if (code != 0)
                throw new KitException(ErrorCode.ToolMissing, NotPrepared, new Text($"'{command[^1]}' could not be installed: the command ended with {code}", $"«{command[^1]}» не установить: команда завершилась с кодом {code}"), new Text($"what it said stands above; by hand: {ShellQuote.Words(command)}", $"её слова выше; вручную: {ShellQuote.Words(command)}"));
        }

        return true;
    }

    private static string[][] CommandsFor(string missing, string[] packages)
    {
        if (ProgramPath.Find("apt-get") is null)
            throw new KitException(ErrorCode.ToolMissing, NotPrepared, new Text($"these programs are missing, and there is no apt-get here: {missing}", $"не хватает программ, а apt-get здесь нет: {missing}"), new Text($"install them with the package manager of your system (on Debian they are in: {string.Join(' ', packages)})", $"установите их менеджером пакетов вашей системы (в Debian они в пакетах: {string.Join(' ', packages)})"));
        string[] root = Environment.IsPrivilegedProcess ? [] : ["sudo"];
        return [[.. root, "apt-get", "update"], [.. root, "apt-get", "install", "-y", "--no-install-recommends", .. packages]];
    }
}
