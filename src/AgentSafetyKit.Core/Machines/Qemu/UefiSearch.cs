using System.Runtime.InteropServices;
using System.Text.Json;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>
/// Finds the host's UEFI by the descriptions its packages put there (QEMU's docs/interop/firmware.json: the folders, their order, and that a file of the same name in an earlier folder stands for a later one). One without secure
/// boot: guests start what their owner put into them, and their owner is the user.
/// </summary>
internal static class UefiSearch
{
    private static readonly string[] Folders = ["/etc/qemu/firmware", "/usr/share/qemu/firmware"];

    /// <exception cref="KitException"><see cref="ErrorCode.ToolMissing"/>.</exception>
    public static UefiFirmware Require(Architecture architecture) => Find(architecture, Folders) ?? throw new KitException(
        ErrorCode.ToolMissing,
        new Text("this image needs UEFI to start", "этому образу для запуска нужен UEFI"),
        new Text("no UEFI for virtual machines is installed", "UEFI для виртуальных машин не установлен"),
        Text.Verbatim(architecture == Architecture.Arm64 ? "sudo apt-get install qemu-efi-aarch64" : "sudo apt-get install ovmf"));

    internal static UefiFirmware? Find(Architecture architecture, IReadOnlyList<string> folders)
    {
        IEnumerable<string> descriptions = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
            .DistinctBy(Path.GetFileName).OrderBy(Path.GetFileName, StringComparer.Ordinal);
        foreach (string description in descriptions)
        {
            if (Read(description, architecture) is { } found && File.Exists(found.Code) && File.Exists(found.Variables))
                return found;
        }

        return null;
    }

    private static UefiFirmware? Read(string file, Architecture architecture)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement root = document.RootElement, mapping = root.GetProperty("mapping");
            bool fits = Has(root.GetProperty("interface-types"), "uefi") && mapping.GetProperty("device").GetString() == "flash"
                && !Has(root.GetProperty("features"), "secure-boot") && !Has(root.GetProperty("features"), "requires-smm") && root.GetProperty("targets").EnumerateArray().Any(target => IsFor(target, architecture));
            if (!fits || (mapping.TryGetProperty("mode", out JsonElement mode) && mode.GetString() != "split"))
                return null;
            JsonElement code = mapping.GetProperty("executable"), variables = mapping.GetProperty("nvram-template");
            return new UefiFirmware(Word(code, "filename"), Word(code, "format"), Word(variables, "filename"), Word(variables, "format"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // an empty file of that name is how an administrator hides a description
        }
    }

    private static string Word(JsonElement element, string key) => element.GetProperty(key).GetString() ?? "";

    private static bool Has(JsonElement list, string word) => list.EnumerateArray().Any(item => item.GetString() == word);

    private static bool IsFor(JsonElement target, Architecture architecture)
    {
        (string name, string machine) = architecture == Architecture.Arm64 ? ("aarch64", "virt-") : ("x86_64", "pc-q35-");
        return Word(target, "architecture") == name && target.GetProperty("machines").EnumerateArray().Any(pattern => pattern.GetString() is { } text && (text == machine + "*" || text == "*"));
    }
}
