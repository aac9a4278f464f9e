using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>The key that opens the VMs.</summary>
/// <param name="keys">Where it is.</param>
/// <param name="machines">The VMs there are: each knows only this key.</param>
public sealed class KeyHealth(SshKeys keys, IEnumerable<string> machines) : IHealthCheck
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Id => "key";

    public Text Title => new("SSH key", "ключ SSH");

    public Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<HealthFinding>>([Look()]);

    private HealthFinding Look()
    {
        string file = keys.IdentityFile, shown = Printable.Escape(file);
        if (!File.Exists(file))
        {
            string names = string.Join(", ", machines);
            return names.Length == 0
                ? HealthFinding.Pass(new Text("none yet: the first VM gets one", "пока нет: появится вместе с первой ВМ"))
                : HealthFinding.Fail(
                    new Text($"the key {shown} is gone", $"ключ {shown} пропал"),
                    new Text($"without it nobody gets into: {names}", $"без него не попасть в: {names}"),
                    new Text("bring it back from a backup of your own, or make those VMs anew (agsekit destroy-vm, agsekit create-vm); what agents changed in your folders is there", "верните его из своей резервной копии или создайте эти ВМ заново (agsekit destroy-vm, agsekit create-vm); работа агентов в ваших папках цела"));
        }

        if ((File.GetUnixFileMode(file) & ~OwnerOnly) != 0)
        {
            return HealthFinding.Fail(new Text($"others can read the key {shown}", $"ключ {shown} могут читать другие"), new Text("ssh refuses such a key", "ssh не принимает такой ключ"), Text.Verbatim($"chmod 600 {ShellQuote.Word(file)}")) with
            {
                Repair = _ =>
                {
                    File.SetUnixFileMode(file, OwnerOnly);
                    return Task.CompletedTask;
                },
            };
        }

        return File.Exists(file + ".pub")
            ? HealthFinding.Pass(Text.Verbatim(shown))
            : HealthFinding.Warn(new Text($"the public half of {shown} is gone", $"открытая часть {shown} пропала"), new Text("the next VM could not be given it", "новая ВМ не получит её"), Text.Verbatim("agsekit doctor --fix")) with
            {
                Repair = keys.EnsureIdentityAsync,
            };
    }
}
