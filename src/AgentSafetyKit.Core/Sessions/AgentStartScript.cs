using System.Collections.Immutable;
using System.Text;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The shell script that starts an agent in the guest: exports its variables, enters the folder, becomes the agent. It travels over standard input, so that no variable's value is ever an argument
/// of a process; every word in it is quoted.
/// </summary>
/// <remarks>For an attached agent the last part (<c>start-agent.sh</c>) is its own shell's and reads this one; for a detached one it is the tail.</remarks>
internal static class AgentStartScript
{
    public static byte[] Compose(string guestFolder, string type, ImmutableArray<string> command, IReadOnlyDictionary<string, string> variables, string tail)
    {
        var script = new StringBuilder();
        script.Append("AGSEKIT_FOLDER=").Append(ShellQuote.Word(guestFolder)).Append("\nAGSEKIT_TYPE=").Append(ShellQuote.Word(type)).Append('\n');
        foreach ((string name, string value) in variables)
            script.Append("export ").Append(name).Append('=').Append(ShellQuote.Word(value)).Append('\n');
        script.Append("set -- ").Append(ShellQuote.Words(command)).Append('\n');
        script.Append(tail);
        return Encoding.UTF8.GetBytes(script.ToString());
    }
}
