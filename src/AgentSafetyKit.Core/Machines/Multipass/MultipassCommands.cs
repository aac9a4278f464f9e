using System.Globalization;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// The command lines of the <c>multipass</c> client (1.13 to 1.17). All run in <c>/</c>: the client maps its working folder into the guest where that lies in a mount of its own.
/// Names of machines are checked before (<see cref="MachineName"/>), so none is taken for an option.
/// </summary>
internal static class MultipassCommands
{
    /// <summary>The one question that tells a usable daemon from one that is down, shut or does not know us: only then the answer has the daemon's version.</summary>
    public static CommandSpec Version() => Of("version", "--format", "json");

    /// <summary>All machines and their states. <c>--no-ipv4</c> (hidden in its help) keeps the daemon from logging into the guests, which is slow and has killed it during a restart.</summary>
    public static CommandSpec List() => Of("list", "--no-ipv4", "--format", "json");

    /// <summary>One machine, its addresses and figures: the daemon logs into the guest for them.</summary>
    public static CommandSpec Info(string name) => Of("info", name, "--format", "json");

    /// <summary>Makes a machine and starts it. Settings for cloud-init come on standard input: in the snap the client sees neither hidden folders nor /tmp, and what may hold secrets is on no disk.</summary>
    public static CommandSpec Launch(MachineSpec spec, string image, TimeSpan limit) => Of(
        "launch", "--name", spec.Name, "--cpus", Number(spec.Processors), "--memory", Number(spec.Memory.Bytes), "--disk", Number(spec.Disk.Bytes),
        "--cloud-init", "-", "--timeout", Seconds(limit), image);

    public static CommandSpec Start(string name, TimeSpan limit) => Of("start", name, "--timeout", Seconds(limit));

    /// <summary>Switches it off without asking the guest: works in every state.</summary>
    public static CommandSpec SwitchOff(string name) => Of("stop", "--force", name);

    public static CommandSpec Delete(string name) => Of("delete", "--purge", name);

    /// <summary>Of a machine that is off.</summary>
    public static CommandSpec Snapshot(string name, string snapshot) => Of("snapshot", name, "--name", snapshot);

    public static CommandSpec Snapshots(string name) => Of("info", name, "--snapshots", "--format", "json");

    /// <summary><c>--destructive</c>: whether what it is now may be lost is asked before, by us.</summary>
    public static CommandSpec Restore(string name, string snapshot) => Of("restore", "--destructive", $"{name}.{snapshot}");

    public static CommandSpec DeleteSnapshot(string name, string snapshot) => Of("delete", "--purge", $"{name}.{snapshot}");

    public static CommandSpec Get(string name, string property) => Of("get", $"local.{name}.{property}");

    public static CommandSpec Set(string name, string property, string value) => Of("set", $"local.{name}.{property}={value}");

    /// <summary>
    /// A command in a guest that runs (one that does not would be started first). <c>-n</c>: no mapping of the working folder. Its exit code must never be 4, which the client takes for
    /// "again": see <see cref="GuestDoor"/>.
    /// </summary>
    public static CommandSpec Exec(string name, params ReadOnlySpan<string> words) => Of(["exec", name, "-n", "--", .. words]);

    private static CommandSpec Of(params ReadOnlySpan<string> words) => CommandSpec.Of(MultipassProgram.Own.Program, words) with { WorkingFolder = "/", Environment = MultipassProgram.Own.Environment };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan limit) => Number((long)limit.TotalSeconds);
}
