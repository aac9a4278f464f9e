using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Bundles;

/// <summary>What to say when a bundle's script did not end well.</summary>
internal static class BundleFailure
{
    /// <param name="subject">What was to be installed.</param>
    /// <param name="machine">The VM.</param>
    /// <param name="report">What the script said.</param>
    public static KitException Of(InstallSubject subject, string machine, BundleReport report)
    {
        (string why, string about) = report.Verdict is { Kind: "fail" } said ? (said.Word, said.Rest) : ("", "");
        string tail = report.LastLines.Count > 0 ? string.Join("\n    ", report.LastLines) : "-";
        Text what = subject.Failed(machine), again = subject.Again(machine);
        if (report.LastLines.Any(line => line.Contains("No space left on device", StringComparison.Ordinal)))
        {
            return new KitException(ErrorCode.NoSpace, what, new Text("the disk of the VM is full", "диск ВМ заполнен"), new Text(
                $"give it a larger 'disk' in the configuration, then: agsekit stop-vm {machine} && agsekit resize-vm {machine} && agsekit start-vm {machine}",
                $"увеличьте её disk в настройках, затем: agsekit stop-vm {machine} && agsekit resize-vm {machine} && agsekit start-vm {machine}"));
        }

        KitException Failed(Text failed, Text cause, Text fix) => new(subject.Code, failed, cause, fix);
        string[] words = about.Split(' ', 2);
        string host = words[0], reason = words.Length > 1 && words[1].Length > 0 ? $": {words[1]}" : "";
        return why switch
        {
            "unreachable" => new KitException(
                ErrorCode.SourceUnreachable, what, new Text($"{host} can not be reached from inside the VM{reason}", $"{host} недоступен изнутри ВМ{reason}"), !subject.Elsewhere.IsEmpty ? subject.Elsewhere : new Text(
                    "see whether this computer reaches it; where a company has mirrors of its own, name them under 'package_mirrors' of the VM (agsekit config path)",
                    "проверьте, доступен ли он с этого компьютера; если в компании свои зеркала, укажите их в package_mirrors этой ВМ (agsekit config path)")),
            "certificate" => new KitException(
                ErrorCode.SourceUnreachable, what, new Text($"{host} shows a certificate that the VM does not trust{reason}", $"{host} предъявляет сертификат, которому ВМ не доверяет{reason}"), new Text(
                    "where a company's proxy does that, name the file of its certificate under 'ca_certificates' of the VM (agsekit config path)",
                    "если так делает прокси компании, укажите файл его сертификата в ca_certificates этой ВМ (agsekit config path)")),
            "version" => new KitException(
                ErrorCode.UnknownName, what, new Text("there is no such version", "такой версии нет"), new Text("ask for fewer digits of it, or for none", "укажите меньше цифр версии или не указывайте её")),
            "sudo" => Failed(what, new Text("the VM's user can not use sudo without a password", "пользователь ВМ не может выполнять sudo без пароля"), Text.Verbatim($"agsekit shell {machine}")),
            "sources" => Failed(what, new Text("apt in the VM has no package sources", "у apt в ВМ нет источников пакетов"), Text.Verbatim($"agsekit shell {machine}")),
            "busy" => new KitException(
                ErrorCode.Busy, what, new Text("another installation has been at work in this VM for ten minutes", "другая установка идёт в этой ВМ уже десять минут"), again),
            "package" => new KitException(
                ErrorCode.UnknownName, what, new Text($"{host} has no package{reason}", $"на {host} нет пакета{reason}"), new Text(
                    "it may have been renamed: see its vendor's pages; a file agents/NAME.yaml beside the configuration can name another", "возможно, его переименовали: посмотрите у поставщика; файл agents/ИМЯ.yaml рядом с настройками может назвать другой")),
            "python" => Failed(what, new Text($"it needs Python {about} or newer, and the VM's release has an older one", $"ему нужен Python {about} или новее, а в ВМ он старее"), Text.Verbatim($"agsekit install-bundle python:{about} {machine}")),
            "checksum" => Failed(what, new Text($"what was downloaded ({about}) is not what its vendor's checksum says; it was thrown away", $"скачанное ({about}) не совпало с контрольной суммой поставщика и выброшено"), again),
            "broken" => Failed(what, new Text($"it was installed, but {about} does not run; the last lines:\n    {tail}", $"он установлен, но {about} не запускается; последние строки:\n    {tail}"), again),
            _ => Failed(what, new Text($"the last lines of what was said in the VM:\n    {tail}", $"последние строки вывода в ВМ:\n    {tail}"), again),
        };
    }
}
