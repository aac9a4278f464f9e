using System.Collections.Immutable;
using System.CommandLine;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The options that say what a new box is to be.</summary>
internal sealed class BoxOptions
{
    private readonly KitOption<string?> _image = new("--image", new Text("What it is made from: default, or an image with its registry such as docker.io/library/debian:12", "Из чего она: default или образ вместе с реестром, например docker.io/library/debian:12")) { HelpName = "IMAGE" };
    private readonly KitOption<string?> _setup = new("--setup", new Text("A shell script of this computer that runs in it once, as its user", "Сценарий оболочки с этого компьютера, который один раз выполнится в ней от её пользователя")) { HelpName = "FILE" };
    private readonly KitOption<string?> _network = new("--network", new Text("none (default), filtered: the hosts of boxes.allow, or open: what the VM reaches", "none (по умолчанию), filtered: хосты из boxes.allow, или open: то же, что доступно ВМ")) { HelpName = "NETWORK" };
    private readonly KitOption<string?> _memory = new("--memory", new Text("RAM of all its processes, such as 1G", "Память всех её процессов, например 1G")) { HelpName = "SIZE" };
    private readonly KitOption<string?> _cores = new("--cpus", new Text("Processor cores", "Сколько ядер процессора")) { HelpName = "N" };
    private readonly KitOption<string?> _processes = new("--pids", new Text("Processes at a time", "Сколько процессов сразу")) { HelpName = "N" };
    private readonly KitOption<string?> _lifetime = new("--ttl", new Text("Remove it after this long, such as 2h (default: never)", "Удалить через это время, например 2h (по умолчанию — никогда)")) { HelpName = "TIME" };
    private readonly KitOption<string[]> _copies = new("--copy", new Text("Copy a folder into its home; one that is mounted in the VM", "Скопировать папку в её домашнюю; папка должна быть подключена к ВМ")) { HelpName = "DIR" };
    private readonly KitOption<string[]> _mounts = new("--mount", new Text("Give it a folder itself, as /work/NAME; one that is mounted in the VM", "Дать ей саму папку как /work/ИМЯ; папка должна быть подключена к ВМ")) { HelpName = "DIR" };

    public BoxOptions()
    {
        _image.CompletionSources.Add("default");
        _network.CompletionSources.Add("none", "filtered", "open");
    }

    public IEnumerable<Symbol> All => [_image, _setup, _network, _memory, _cores, _processes, _lifetime, _copies, _mounts];

    /// <summary>What the words and the configuration say together.</summary>
    public BoxWish Wish(CommandContext context, string name, string machine, BoxSettings usual)
    {
        var limits = new BoxLimits(
            BoxWords.Value(context.Value(_image), usual.Image, "--image", SettingValues.BoxImage),
            BoxWords.Value(context.Value(_memory), usual.Memory, "--memory", SettingValues.BoxMemory),
            BoxWords.Value(context.Value(_cores), usual.Cores, "--cpus", SettingValues.BoxCores),
            BoxWords.Value(context.Value(_processes), usual.Processes, "--pids", SettingValues.BoxProcesses),
            BoxWords.Value(context.Value(_network), usual.Network, "--network", word => SettingValues.OfBoxNetwork(word, usual)),
            // Also of one that was made filtered before.
            usual.AllowedHosts);
        ImmutableArray<BoxFolder> folders =
        [
            .. (context.Value(_copies) ?? []).Select(folder => BoxFolders.Of(context, machine, folder, isCopied: true)),
            .. (context.Value(_mounts) ?? []).Select(folder => BoxFolders.Of(context, machine, folder, isCopied: false)),
        ];
        ReadOnlyMemory<byte>? setup = context.Value(_setup) is { } file ? BoxFolders.ReadSetup(context.FullPath(file)) : null;
        return new BoxWish(name, limits, BoxWords.Value<TimeSpan?>(context.Value(_lifetime), null, "--ttl", SettingValues.Duration), usual.Most, setup, folders);
    }
}
