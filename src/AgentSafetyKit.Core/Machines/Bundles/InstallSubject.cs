using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Bundles;

/// <summary>What a script installs in a VM, in the words of messages.</summary>
/// <param name="Title">As it stands before each step of progress; null for none.</param>
/// <param name="Failed">What could not be done; given the VM.</param>
/// <param name="Again">The command that goes on; given the VM.</param>
/// <param name="Code">The failure, where no other code says more.</param>
public sealed record InstallSubject(string? Title, Func<string, Text> Failed, Func<string, Text> Again, ErrorCode Code)
{
    public static InstallSubject Sources { get; } = new(
        null,
        machine => new Text($"the package mirrors and certificates were not put into VM '{machine}'", $"зеркала пакетов и сертификаты не попали в ВМ «{machine}»"),
        _ => Text.Verbatim("agsekit up"),
        ErrorCode.BundleFailed);

    public static InstallSubject OfBundle(string title) => new(
        title,
        machine => new Text($"bundle '{title}' was not installed in VM '{machine}'", $"набор «{title}» не установлен в ВМ «{machine}»"),
        machine => Text.Verbatim($"agsekit install-bundle {title} {machine}"),
        ErrorCode.BundleFailed);

    public static InstallSubject OfAgent(string agent) => new(
        agent,
        machine => new Text($"the agent '{agent}' was not installed in VM '{machine}'", $"агент «{agent}» не установлен в ВМ «{machine}»"),
        machine => Text.Verbatim($"agsekit install-agents {agent} {machine}"),
        ErrorCode.AgentFailed);
}
