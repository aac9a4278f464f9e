using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The options of <c>resize-vm</c>, with the limits the configuration has for the same keys.</summary>
internal sealed class ResizeWords
{
    public KitOption<int?> Processors { get; } = new("--cpu", new Text("Processors", "Число процессоров")) { HelpName = "N" };

    public KitOption<string?> Memory { get; } = new("--ram", new Text("Memory, such as 8G", "Память, например 8G")) { HelpName = "SIZE" };

    public KitOption<string?> Disk { get; } = new("--disk", new Text("Disk, such as 40G", "Диск, например 40G")) { HelpName = "SIZE" };

    public KitOption<bool> DryRun { get; } = CommonOptions.DryRun();

    public MachineSpec Over(MachineSpec spec, CommandContext context)
    {
        int processors = context.Value(Processors) ?? spec.Processors;
        if (processors < 1 || (context.Value(Processors) is not null && processors > Environment.ProcessorCount))
        {
            throw Wrong(
                "--cpu", $"{processors}", new Text($"this computer has {Environment.ProcessorCount} CPU cores, so 1 to {Environment.ProcessorCount}", $"у этого компьютера ядер CPU: {Environment.ProcessorCount}, значит от 1 до {Environment.ProcessorCount}"));
        }

        return spec with
        {
            Processors = processors,
            Memory = SizeOf("--ram", context.Value(Memory), ByteSize.FromMebibytes(128)) ?? spec.Memory,
            Disk = SizeOf("--disk", context.Value(Disk), ByteSize.FromMebibytes(512)) ?? spec.Disk,
        };
    }

    private static ByteSize? SizeOf(string option, string? given, ByteSize least)
    {
        if (given is null)
            return null;
        if (!ByteSize.TryParse(given, out ByteSize size))
            throw Wrong(option, given, new Text("write a size such as 8G or 4096M", "напишите размер вида 8G или 4096M"));
        // Disks are made of sectors, memory of pages.
        return size >= least && size.Bytes % 4096 == 0
            ? size
            : throw Wrong(option, given, new Text($"it has to be {least.ToConfig()} or more, in whole steps of 4K", $"нужно не меньше {least.ToConfig()}, кратно 4K"));
    }

    private static KitException Wrong(string option, string given, Text fix) => new(
        ErrorCode.Usage,
        new Text("wrong usage of 'agsekit resize-vm'", "неверный вызов «agsekit resize-vm»"),
        new Text($"{option} can not be '{Printable.Escape(given)}'", $"{option} не может быть «{Printable.Escape(given)}»"),
        fix);
}
