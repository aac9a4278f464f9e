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
    /// <summary>What to do where the server it comes from can not be reached and a package mirror would not help; empty where it would.</summary>
    public Text Elsewhere { get; init; } = Text.None;

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

    /// <param name="agent">Its name.</param>
    /// <param name="isPackage">It comes from a package server, which may have mirrors.</param>
    public static InstallSubject OfAgent(string agent, bool isPackage) => new(
        agent,
        machine => new Text($"the agent '{agent}' was not installed in VM '{machine}'", $"агент «{agent}» не установлен в ВМ «{machine}»"),
        machine => Text.Verbatim($"agsekit install-agents {agent} {machine}"),
        ErrorCode.AgentFailed)
    {
        Elsewhere = isPackage ? Text.None : new Text(
            $"see whether this computer reaches it; a proxy: agsekit install-agents {agent} --proxychains URL; a mirror: its address in a file agents/NAME.yaml beside the configuration (docs/agents.md)",
            $"проверьте, доступен ли он с этого компьютера; прокси: agsekit install-agents {agent} --proxychains URL; зеркало: его адрес в файле agents/ИМЯ.yaml рядом с настройками (docs/agents.md)"),
    };
}
