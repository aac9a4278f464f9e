using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Boxes;

/// <summary>What a box or a session is made from, and what it may take.</summary>
/// <param name="Image"><see cref="BoxSettings.DefaultImage"/>, or one as Podman names it.</param>
/// <param name="Memory">Of all its processes together.</param>
/// <param name="Cores">Processor time, in cores.</param>
/// <param name="Processes">At a time.</param>
/// <param name="Network">What it reaches.</param>
/// <param name="Hosts"><see cref="BoxSettings.AllowedHosts"/>, which a filtered network leads to.</param>
public sealed record BoxLimits(string Image, ByteSize Memory, int Cores, int Processes, BoxNetwork Network, string Hosts)
{
    public static BoxLimits Of(BoxSettings settings) => new(settings.Image, settings.Memory, settings.Cores, settings.Processes, settings.Network, HostsOf(settings.Network, settings));

    /// <summary>Of a container that is new: those of other networks do not differ by what they do not use.</summary>
    public static string HostsOf(BoxNetwork network, BoxSettings settings) => network == BoxNetwork.Filtered ? settings.AllowedHosts : "";
}
