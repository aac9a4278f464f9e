using System.Collections.Immutable;
using System.Globalization;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Ssh;

/// <summary>
/// The OpenSSH command lines (ssh(1), ssh_config(5)). No file of the user's or the system's configuration is read, so nothing there can weaken them: the guest must prove its key,
/// no agent and no other key is offered, nothing is asked at the terminal, nothing is forwarded.
/// </summary>
public static class SshCommandLine
{
    /// <summary>Opens the shared connection, authenticates, then stays in the background until <see cref="Close"/> or until it was idle for a minute.</summary>
    public static CommandSpec Master(SshTarget target, string logFile) =>
        Command(target, ["-M", "-N", "-f", "-E", logFile, "-o", "ControlPersist=60"], []);

    /// <summary>Asks whether the shared connection lives.</summary>
    public static CommandSpec Check(SshTarget target) => Command(target, ["-O", "check"], []);

    /// <summary>Ends the shared connection and everything on it.</summary>
    public static CommandSpec Close(SshTarget target) => Command(target, ["-O", "exit"], []);

    /// <summary>Adds a forward to the shared connection; one that is there already is no failure. <paramref name="words"/>: <c>-L</c> or <c>-R</c> and what ssh(1) wants behind it.</summary>
    public static CommandSpec Forward(SshTarget target, ImmutableArray<string> words) => Command(target, ["-O", "forward", .. words], []);

    /// <summary>Takes a forward away: nobody new gets in, who is connected through it stays.</summary>
    public static CommandSpec CancelForward(SshTarget target, ImmutableArray<string> words) => Command(target, ["-O", "cancel", .. words], []);

    /// <summary>Runs a command without a terminal. The words arrive in the guest as they are here: each is quoted for the login shell that sshd hands them to.</summary>
    public static CommandSpec Run(SshTarget target, IEnumerable<string> words) => Command(target, ["-T"], [ShellQuote.Words(words)]);

    /// <summary>Runs a command, or with no words the login shell, with a terminal of its own in the guest when <paramref name="terminal"/>.</summary>
    public static CommandSpec Interactive(SshTarget target, IReadOnlyCollection<string> words, bool terminal) =>
        Command(target, [terminal ? "-tt" : "-T"], words.Count == 0 ? [] : [ShellQuote.Words(words)]);

    /// <summary>
    /// For a person's own <c>ssh</c> invocation: his words, taken as they are. With options it is a connection of its own: over the shared one most of them would mean nothing, and a forward
    /// would outlive the command.
    /// </summary>
    public static CommandSpec Plain(SshTarget target, ImmutableArray<string> options, ImmutableArray<string> command) =>
        Command(options.IsEmpty ? target : target with { ControlPath = "none" }, options, command);

    private static CommandSpec Command(SshTarget target, ImmutableArray<string> options, ImmutableArray<string> command) => new(
        "ssh",
        [
            "-F", "none",
            .. Option("IdentityFile", Quoted(target.IdentityFile)),
            .. Option("IdentitiesOnly", "yes"),
            .. Option("IdentityAgent", "none"),
            .. Option("PreferredAuthentications", "publickey"),
            .. Option("BatchMode", "yes"),
            .. Option("StrictHostKeyChecking", "yes"),
            .. Option("UserKnownHostsFile", Quoted(target.KnownHostsFile)),
            .. Option("GlobalKnownHostsFile", "/dev/null"),
            .. Option("HostKeyAlias", target.HostKeyAlias),
            .. Option("HostKeyAlgorithms", "ssh-ed25519"),
            .. Option("CheckHostIP", "no"),
            .. Option("UpdateHostKeys", "no"),
            .. Option("ForwardAgent", "no"),
            .. Option("ForwardX11", "no"),
            .. Option("PermitLocalCommand", "no"),
            .. Option("ConnectTimeout", "10"),
            .. Option("ServerAliveInterval", "5"),
            .. Option("ServerAliveCountMax", "3"),
            .. Option("LogLevel", "ERROR"),
            .. Option("ControlPath", Quoted(target.ControlPath)),
            .. options,
            "-p", target.Port.ToString(CultureInfo.InvariantCulture),
            "-l", target.User,
            "--", target.Host,
            .. command,
        ]);

    private static ImmutableArray<string> Option(string name, string value) => ["-o", $"{name}={value}"];

    // ssh expands % in these paths and splits them at blanks unless quoted.
    private static string Quoted(string path)
    {
        if (path.AsSpan().ContainsAny('"', '\n', '\\'))
            throw new ArgumentException("ssh can not be given a path with a quote, a backslash or a line feed", nameof(path));
        return $"\"{path.Replace("%", "%%", StringComparison.Ordinal)}\"";
    }
}
