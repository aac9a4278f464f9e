using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// What has to be added to the configuration (or what a first configuration would be) so that an agent can be run on a folder. A value to be shown and agreed to before anything is written.
/// </summary>
/// <param name="Text">The whole new content of the file.</param>
/// <param name="Explanation">What it means, a line each.</param>
public sealed record ConfigProposal(string Text, ImmutableArray<Text> Explanation)
{
    internal const string FirstMachine = "agsekit";

    /// <summary>The one agent that needs no installation.</summary>
    internal static readonly AgentAddition Shell = new("shell", "command", ["bash", "-l"]);

    /// <summary>Null: nothing is missing, or nothing we could add.</summary>
    /// <param name="config">Null: there is none yet.</param>
    /// <param name="text">Its text; empty where there is none.</param>
    /// <param name="agent">The agent asked for.</param>
    /// <param name="folder">The folder, its real path; known to be one that may be given away. Null: the run has a temporary one.</param>
    /// <param name="host">What the host can give to a VM.</param>
    public static ConfigProposal? For(KitConfig? config, string text, string agent, string? folder, HostSize host)
    {
        bool needsMachine = config is null || config.Machines.IsEmpty;
        bool needsAgent = config?.FindAgent(agent) is null;
        bool needsMount = folder is not null && (config is null || FolderFinder.MountOf(config, folder) is null);
        if (!needsMachine && !needsAgent && !needsMount)
            return null;
        if (needsAgent && !IsKnown(agent))
            return config is null ? throw UnknownType(agent) : null;
        var lines = ImmutableArray.CreateBuilder<Text>();
        if (needsMachine)
        {
            var machine = new MachineAddition(FirstMachine, host.Cores, host.Memory, ByteSize.FromGibibytes(20), MachineSpec.DefaultImage);
            text = text.Length == 0 ? ConfigEditor.NewFile(machine, null, null) : ConfigEditor.AddMachine(text, machine);
            lines.Add(new Text(
                $"make a virtual machine '{machine.Name}' ({machine.Cores} CPUs, {machine.Memory.ToConfig()} of memory); the first time this takes some minutes",
                $"создаст виртуальную машину «{machine.Name}» (процессоров: {machine.Cores}, памяти: {machine.Memory.ToConfig()}); в первый раз это займёт несколько минут"));
        }

        if (needsMount)
        {
            var mount = new MountAddition(folder!);
            text = ConfigEditor.AddMount(text, mount);
            string shown = Printable.Escape(folder!);
            lines.Add(new Text($"give it this folder and nothing else of your computer: {shown}", $"даст ей только эту папку и больше ничего с вашего компьютера: {shown}"));
            string backups = Printable.Escape(FolderFinder.DefaultBackupFolder(folder!));
            lines.Add(new Text($"keep snapshots of the folder, before, during and after each run, in {backups}", $"будет хранить снимки папки — до, во время и после каждого запуска — в {backups}"));
        }

        if (needsAgent && agent == Shell.Name)
        {
            text = ConfigEditor.AddAgent(text, Shell);
            lines.Add(new Text($"know the agent '{Shell.Name}': a shell in the VM", $"добавит агента «{Shell.Name}»: оболочку внутри ВМ"));
        }
        else if (needsAgent)
        {
            text = ConfigEditor.AddAgent(text, new AgentAddition(agent, agent, []));
            lines.Add(new Text($"install the agent '{agent}' in the VM and nowhere else", $"установит агента «{agent}» в ВМ и больше нигде"));
        }

        return new ConfigProposal(text, lines.ToImmutable());
    }

    /// <summary>A shell, or a type of agents that can be installed: it is its own name.</summary>
    private static bool IsKnown(string agent) => agent == Shell.Name || (agent != AgentTypes.Command && AgentTypes.Known.Contains(agent));

    private static KitException UnknownType(string agent)
    {
        string shown = Printable.Escape(agent), known = string.Join(", ", AgentTypes.Known.Where(IsKnown).Prepend(Shell.Name));
        return new KitException(
            ErrorCode.UnknownName,
            new Text($"there is no agent '{shown}'", $"нет агента «{shown}»"),
            new Text($"there is no configuration, and without one these are known: {known}", $"настроек нет, а без них известны: {known}"),
            NearestName.Find(agent, AgentTypes.Known.Where(IsKnown).Prepend(Shell.Name)) is { } near
                ? new Text($"did you mean '{near}'?  agsekit run {near}", $"возможно, имелось в виду «{near}»?  agsekit run {near}")
                : new Text("agsekit run shell   (or write the agent's command into a configuration: agsekit config-example)", "agsekit run shell   (или опишите команду агента в настройках: agsekit config-example)"));
    }
}
