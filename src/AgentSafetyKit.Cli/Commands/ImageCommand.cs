using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ImageCommand
{
    public static KitCommand Create() => new KitCommand("image", new Text("The images VMs of QEMU are made from", "Образы, из которых создаются ВМ QEMU"))
    {
        Group = CommandGroup.Machines,
    }.With(ImageListCommand.Create(), ImageBuildCommand.Create(), ImagePullCommand.Create(), ImageRemoveCommand.Create());
}
