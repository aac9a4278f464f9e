namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>The headings under which the overview of all commands lists them, in this order.</summary>
internal enum CommandGroup
{
    Agents,
    Backups,
    Folders,
    Machines,
    Boxes,
    Service,
    Setup,
    Hidden,
}
