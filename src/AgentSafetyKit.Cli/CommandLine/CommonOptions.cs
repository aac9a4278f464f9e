using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>Options that several commands have and that mean the same in each. Made anew for each command.</summary>
internal static class CommonOptions
{
    public static KitOption<bool> Yes() => new("--yes", new Text("Do it without asking", "Сделать, не спрашивая"), "-y");

    public static Text HowToAgree { get; } = new("add --yes to agree beforehand", "добавьте --yes, чтобы согласиться заранее");

    public static KitOption<bool> DryRun() => new("--dry-run", new Text("Show the plan and stop", "Показать план и остановиться"));
}
