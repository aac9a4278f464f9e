using System.Text.RegularExpressions;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>Images as the configuration names them, in Multipass's words.</summary>
internal static partial class MultipassImage
{
    /// <summary>Multipass's word for it, or null: it has none.</summary>
    public static string? TryParse(string name)
    {
        if (name == MachineSpec.DefaultImage)
            return "lts";
        if (Ubuntu().Match(name) is { Success: true } ubuntu)
            return ubuntu.Groups[1].Value;
        return name.StartsWith("file:///", StringComparison.Ordinal) || name.StartsWith("https://", StringComparison.Ordinal) ? name : null;
    }

    public static KitException Refused(string name)
    {
        string shown = Printable.Escape(name);
        return new KitException(
            ErrorCode.ImageFailed,
            new Text($"the image '{shown}' can not be used", $"образом «{shown}» нельзя воспользоваться"),
            new Text("Multipass has images of Ubuntu only, and takes files", "у Multipass есть только образы Ubuntu; ещё он берёт готовые файлы"),
            new Text("write 'image: default', ubuntu:24.04 or file:///PATH, or 'provider: qemu'", "напишите «image: default», ubuntu:24.04 или file:///ПУТЬ либо «provider: qemu»"));
    }

    [GeneratedRegex(@"\Aubuntu:([0-9]{2}\.[0-9]{2}|[a-z]{1,20})\z")]
    private static partial Regex Ubuntu();
}
