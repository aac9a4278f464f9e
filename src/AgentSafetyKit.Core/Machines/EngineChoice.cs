using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>Chooses the engine of a new machine. One that exists stays with the engine it was made with, whatever the configuration says later.</summary>
public static class EngineChoice
{
    /// <param name="spec">What is wanted.</param>
    /// <param name="multipassVersion">Of the daemon that answers; null where none does.</param>
    /// <exception cref="KitException">
    /// Multipass was asked for by name, and can not do it: <see cref="ErrorCode.EngineUnavailable"/>. What it can not hold or does not have is refused by the engine itself.
    /// </exception>
    public static EngineDecision Of(MachineSpec spec, string? multipassVersion)
    {
        switch (spec.Provider)
        {
            case ProviderChoice.Qemu:
                return new EngineDecision(false, new Text("the configuration says so", "так указано в настройках"));
            case ProviderChoice.Multipass when multipassVersion is null:
                throw new KitException(
                    ErrorCode.EngineUnavailable,
                    new Text($"VM '{spec.Name}' can not be made with Multipass", $"ВМ «{spec.Name}» не создать средствами Multipass"),
                    new Text("Multipass is not installed, its daemon does not run, or it does not let you in", "Multipass не установлен, его служба не запущена или не пускает вас"),
                    new Text("sudo snap install multipass; 'multipass list' says more. Or write 'provider: auto'", "sudo snap install multipass; подробности покажет multipass list. Или напишите «provider: auto»"));
            case ProviderChoice.Multipass:
                return new EngineDecision(true, new Text("the configuration says so", "так указано в настройках"));
            default:
                return multipassVersion is null ? new EngineDecision(false, new Text("Multipass does not answer here", "Multipass здесь не отвечает"))
                    : spec.Network != NetworkPolicy.Open ? new EngineDecision(false, new Text("Multipass can not cut a VM off the network", "Multipass не умеет отключать ВМ от сети"))
                    : MultipassImage.TryParse(spec.Image) is null ? new EngineDecision(false, new Text("Multipass does not have its image", "в Multipass нет такого образа"))
                    : new EngineDecision(true, new Text($"Multipass {multipassVersion} answers", $"Multipass {multipassVersion} отвечает"));
        }
    }
}
