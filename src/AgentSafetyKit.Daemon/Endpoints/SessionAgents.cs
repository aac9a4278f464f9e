using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Agents;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>How the types of agents are run in a session.</summary>
internal sealed class SessionAgents(Func<AgentDefinitions> definitions)
{
    private const string TextAnalysis = "text-analysis", Command = "command";

    /// <summary>The program, which comes with the product, out of the script that puts it into a VM.</summary>
    private static readonly Lazy<string> TextProgram = new(() =>
    {
        string script = GuestScript.Read("agents/text-analysis.sh");
        int begin = script.IndexOf('\n', script.IndexOf("<< 'PROGRAM'", StringComparison.Ordinal)) + 1;
        return script[begin..script.IndexOf("\nPROGRAM\n", begin, StringComparison.Ordinal)];
    });

    /// <summary>Its command and standard input, and whether it answers in JSON. What it is given may hold secrets and goes by standard input: command lines are for everybody on a computer to see.</summary>
    /// <exception cref="RefusedRequest">422: there is no such agent.</exception>
    public (ImmutableArray<string> Words, byte[] Input, bool IsJson) Plan(string agent, string input, JsonElement? options)
    {
        if (agent == TextAnalysis)
            return (["python3", "-I", "-c", TextProgram.Value, "--session"], JsonSerializer.SerializeToUtf8Bytes(new ExecuteRequest(input, null, options), ContractRecords.Default.ExecuteRequest), true);
        if (agent == Command)
            return (["sh", "-c", "given=$(cat); exec < /dev/null; eval \"$given\""], Encoding.UTF8.GetBytes(input), false);
        AgentDefinition definition = Find(agent);
        return (["sh", "-c", "given=$(cat); exec \"$@\" \"$given\" < /dev/null", "sh", definition.Program, .. definition.Unattended], Encoding.UTF8.GetBytes(input), false);
    }

    /// <exception cref="RefusedRequest">422.</exception>
    public string Require(string? agent)
    {
        if (agent is null)
            throw RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "agent", new Text("it has to be given: the session has none of its own", "его нужно указать: у сеанса нет своего"));
        if (agent is not (TextAnalysis or Command))
            Find(agent);
        return agent;
    }

    private AgentDefinition Find(string agent)
    {
        try
        {
            if (KitName.IsValid(agent) && definitions().Of(agent) is { Program.Length: > 0 } found)
                return found;
        }
        catch (Errors.KitException)
        {
            // Said below.
        }

        throw RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "agent", new Text("there is no such type of agents: text-analysis, command, or one of docs/agents.md", "такого типа агентов нет: text-analysis, command или один из docs/agents.md"));
    }
}
