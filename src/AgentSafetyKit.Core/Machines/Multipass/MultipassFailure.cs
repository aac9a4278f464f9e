using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// Every way in which the <c>multipass</c> client is known to fail, as an error with a cause and a fix. The exit code says little (2: the daemon refused, or is down; 1: the client refused; 5: its
/// time was over), so the words decide; those of 1.13 to 1.17 were read from running daemons and from the source.
/// </summary>
internal static class MultipassFailure
{
    /// <summary>The daemon can not be reached at all; nothing was done.</summary>
    public static bool IsNoConnection(CommandResult result) => result.ErrorText.Contains("cannot connect to the multipass socket", StringComparison.Ordinal);

    private static Text Join { get; } = new(
        "join the group that owns /run/multipass_socket (ls -l shows it): sudo usermod -aG sudo $USER, then log in again", "войдите в группу — владельца /run/multipass_socket (её покажет ls -l): sudo usermod -aG sudo $USER, затем войдите в систему заново");

    private static Text Connect { get; } = new(
        $"sudo snap connect {OwnSnap.Name}:multipass-sock (what else is to be connected: agsekit doctor)", $"sudo snap connect {OwnSnap.Name}:multipass-sock (что ещё подключить: agsekit doctor)");

    public static KitException Of(string verb, string? machine, CommandResult result)
    {
        string words = MultipassWords.Complaint(verb, result.Error);
        if (words.Length == 0)
            words = $"multipass {verb}: {result.ExitCode}";
        bool Says(params ReadOnlySpan<string> parts)
        {
            foreach (string part in parts)
            {
                if (words.Contains(part, StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            return false;
        }

        Text cause = Text.Verbatim(words);
        return Says("cannot connect to the multipass socket") ? Unavailable(cause, MultipassService.Restart)
            : Says("multipass socket access denied") ? new KitException(
                ErrorCode.PermissionDenied, Unusable, cause, OwnSnap.Here is null ? Join : Connect)
            : Says("not authenticated with the Multipass service") ? Unavailable(cause, Text.Verbatim("sudo multipass set local.passphrase && multipass authenticate"))
            : Says("multipass_root_cert.pem") ? Unavailable(
                new Text($"its daemon was never started on this computer ({words})", $"её служба на этом компьютере ещё не запускалась ({words})"), MultipassService.Start)
            : OfMachine(verb, machine ?? "", cause, result.ExitCode, Says);
    }

    /// <summary>The daemon did not answer, and its client was ended by us.</summary>
    public static KitException Silent(string verb, TimeSpan limit) => Unavailable(
        new Text($"'multipass {verb}' did not end within {limit.TotalSeconds:0} s: the daemon hangs", $"«multipass {verb}» не завершилась за {limit.TotalSeconds:0} с: служба зависла"), MultipassService.Restart);

    public static KitException Missing(string name) => new(
        ErrorCode.MachineMissing, new Text($"there is no VM '{name}'", $"ВМ «{name}» нет"), new Text("it has not been created", "она не создана"), Text.Verbatim($"agsekit create-vm {name}"));

    public static KitException InTrash(string name) => Failed(
        name,
        new Text("it is in Multipass's trash", "она в корзине Multipass"),
        new Text($"multipass recover {name} brings it back; agsekit destroy-vm {name} removes it for good", $"multipass recover {name} вернёт её; agsekit destroy-vm {name} удалит окончательно"));

    public static KitException NotOurs(string name) => new(
        ErrorCode.MachineExists,
        new Text($"VM '{name}' can not be created", $"ВМ «{name}» не создать"),
        new Text("Multipass has a VM of that name which agsekit did not make", "в Multipass уже есть ВМ с таким именем, созданная не agsekit"),
        new Text($"take it over as it is: agsekit create-vm {name} --adopt; or choose another name", $"взять её как есть: agsekit create-vm {name} --adopt; или выберите другое имя"));

    public static KitException StartFailed(string name, Text cause, Text fix) => new(
        ErrorCode.MachineStartFailed, new Text($"cannot start VM '{name}'", $"не удалось запустить ВМ «{name}»"), cause, fix);

    public static KitException Failed(string name, Text cause, Text fix) => new(
        ErrorCode.MachineFailed, new Text($"VM '{name}' can not be used", $"ВМ «{name}» нельзя воспользоваться"), cause, fix);

    private delegate bool Reader(params ReadOnlySpan<string> parts);

    private static Text Unusable => new("Multipass can not be used", "Multipass не работает");

    private static KitException Unavailable(Text cause, Text fix) => new(ErrorCode.EngineUnavailable, Unusable, cause, fix);

    private static KitException OfMachine(string verb, string name, Text cause, int exitCode, Reader says)
    {
        if (says("No space left", "Available disk"))
            return new KitException(ErrorCode.NoSpace, Verb(verb, name), cause, new Text("free some space on the disk of /var/snap/multipass, or give the VM a smaller 'disk'", "освободите место на диске с /var/snap/multipass или задайте ВМ меньший «disk»"));
        if (says("is being prepared"))
            return new KitException(ErrorCode.Busy, Verb(verb, name), cause, new Text("wait until Multipass has ended it, then try again", "дождитесь, пока Multipass закончит, и повторите"));
        if (verb == "launch" && says("already exists"))
            return NotOurs(name);
        if (says("does not exist", "No such instance") && !says("Custom image"))
            return Missing(name);
        if (says("is deleted"))
            return InTrash(name);
        if (says("Unable to find an image", "Remote '", "Custom image", "failed to download", "Cannot find images", "not a valid image"))
            return ImageFailed(verb, name, cause);
        if (says("Invalid disk size", "Invalid memory size", "Invalid instance name", "invalid CPU count", "not a valid memory size", "Disk can only be expanded", "minimum not allowed", "below minimum for this image", "Invalid setting", "Invalid network", "Could not load cloud-init"))
            return new KitException(ErrorCode.MachineFailed, Verb(verb, name), cause, new Text($"check cpu, ram, disk and cloud-init of '{name}' in the configuration", $"проверьте cpu, ram, disk и cloud-init ВМ «{name}» в настройках"));
        if (says("Instance must be stopped", "of stopped instances"))
            return new KitException(ErrorCode.MachineFailed, Verb(verb, name), cause, Text.Verbatim($"agsekit stop-vm {name}"));
        if (exitCode == 5 || says("timed out waiting", "did not finish within"))
            return StartFailed(name, cause, Again(name));
        if (says("ssh connection failed", "Cannot retrieve credentials", "ssh failed to authenticate", "is not running"))
            return new KitException(ErrorCode.GuestUnreachable, new Text($"VM '{name}' can not be reached", $"до ВМ «{name}» не достучаться"), cause, Again(name));
        return new KitException(ErrorCode.MachineFailed, Verb(verb, name), cause, new Text("try the command by hand and see its log: journalctl -u 'snap.multipass*'", "попробуйте команду вручную и посмотрите журнал: journalctl -u 'snap.multipass*'"));
    }

    private static KitException ImageFailed(string verb, string name, Text cause) => new(
        ErrorCode.ImageFailed, Verb(verb, name), cause, new Text("'multipass find' lists the images it can fetch; without the internet: image: file:///PATH", "multipass find показывает доступные образы; без интернета: image: file:///ПУТЬ"));

    private static Text Verb(string verb, string name) => new($"'multipass {verb}' failed for VM '{name}'", $"«multipass {verb}» не удалась для ВМ «{name}»");

    private static Text Again(string name) => Text.Verbatim($"agsekit stop-vm {name} --force && agsekit start-vm {name}");
}
