using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>A first configuration in the making: one VM, the folders it may have, the agents that work in it. Whether it is right, <see cref="ConfigReader"/> says of its text.</summary>
/// <param name="Machine">The VM's name.</param>
/// <param name="Cores">Its processors.</param>
/// <param name="Memory">Its memory.</param>
/// <param name="Disk">The most its disk can fill.</param>
/// <param name="Folders">Real paths.</param>
/// <param name="Agents">Types of agents, which become their names; <c>shell</c> is a shell.</param>
public sealed record FirstConfig(string Machine, int Cores, ByteSize Memory, ByteSize Disk, ImmutableArray<string> Folders, ImmutableArray<string> Agents)
{
    /// <summary>What does for most: no folder yet, because <c>agsekit run</c> offers to add the one it is given in.</summary>
    public static FirstConfig For(HostSize host) => new(ConfigProposal.FirstMachine, host.Cores, host.Memory, ByteSize.FromGibibytes(20), [], ["claude", ConfigProposal.Shell.Name]);

    /// <summary>The text of the file.</summary>
    public string ToYaml()
    {
        string text = ConfigEditor.NewFile(new MachineAddition(Machine, Cores, Memory, Disk), null, null);
        foreach (string folder in Folders)
            text = ConfigEditor.AddMount(text, new MountAddition(folder));
        foreach (string agent in Agents)
            text = ConfigEditor.AddAgent(text, agent == ConfigProposal.Shell.Name ? ConfigProposal.Shell : new AgentAddition(agent, agent, []));
        return text;
    }
}
