using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>Why nothing can be installed in a VM that was made without a network, and what to do about it.</summary>
internal static class ClosedNetwork
{
    /// <param name="what">What was to be installed, and is not.</param>
    /// <param name="machine">The VM's name.</param>
    public static KitException Refuse(Text what, string machine) => new(
        ErrorCode.PolicyRefused,
        what,
        new Text("it was made with 'network: none', so nothing in it reaches a package server", "она создана с «network: none», и серверы пакетов из неё недоступны"),
        new Text(
            $"write 'network: open' in the configuration and make it anew (its disk is lost): agsekit destroy-vm {machine} && agsekit create-vm {machine}",
            $"напишите «network: open» в настройках и создайте её заново (её диск будет потерян): agsekit destroy-vm {machine} && agsekit create-vm {machine}"));
}
