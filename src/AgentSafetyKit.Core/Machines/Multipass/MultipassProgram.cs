using System.Collections.Immutable;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// Which client of Multipass is called, and with which variables. In our own snap that is the one that Multipass's snap lends (the content plug <c>multipass-bin</c>) before the one that ours has with it; either finds the
/// daemon's socket and certificate by the variables of Multipass's snap, which snapd has set to ours (seen with 1.16.3; MULTIPASS_SERVER_ADDRESS alone has not been enough since 1.16.0).
/// </summary>
/// <param name="Program">A path, or a name to look up in PATH.</param>
/// <param name="Environment">To be added to ours.</param>
internal sealed record MultipassProgram(string Program, ImmutableDictionary<string, string?> Environment)
{
    private const string Client = "multipass", Socket = "multipass_socket", CommonOfMultipass = "/var/snap/multipass/common";

    /// <summary>For the environment this process runs in.</summary>
    public static MultipassProgram Own { get; } = For(OwnSnap.Here, path => ProgramPath.Find(path) is not null, Path.Exists);

    /// <param name="snap">Null: it does not run in the snap, and the client is the system's.</param>
    /// <param name="isProgram">Whether a path can be executed.</param>
    /// <param name="exists">Whether there is something at a path.</param>
    public static MultipassProgram For(OwnSnap? snap, Func<string, bool> isProgram, Func<string, bool> exists)
    {
        if (snap is null)
            return new MultipassProgram(Client, ImmutableDictionary<string, string?>.Empty);
        // A slot shares a folder, which may be the one with the client in it or the one above.
        string lent = Path.Combine(snap.Root, Client);
        string program = new[] { Path.Combine(lent, Client), Path.Combine(lent, "bin", Client) }.FirstOrDefault(isProgram) ?? Client;
        ImmutableDictionary<string, string?> variables = ImmutableDictionary<string, string?>.Empty.Add("SNAP_NAME", Client).Add("SNAP_COMMON", CommonOfMultipass);
        string socket = Path.Combine(snap.Common, Client, Socket);
        return new MultipassProgram(program, exists(socket) ? variables.Add("MULTIPASS_SERVER_ADDRESS", $"unix:{socket}") : variables);
    }
}
