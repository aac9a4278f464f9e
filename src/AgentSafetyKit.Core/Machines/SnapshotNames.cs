using System.Globalization;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>What snapshots of machines may be called: what every engine takes, so never a number (QEMU's own numbers are another name of them) nor with a hyphen at the end (which Multipass refuses).</summary>
public static class SnapshotNames
{
    /// <summary>The name that was asked for, or the next free one.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>, <see cref="ErrorCode.MachineExists"/>.</exception>
    public static string Choose(string machine, string? wanted, IReadOnlyList<MachineSnapshot> there)
    {
        if (wanted is null)
        {
            int number = 1;
            while (there.Any(snapshot => snapshot.Name == NumberedName(number)))
                number++;
            return NumberedName(number);
        }

        string shown = Printable.Escape(wanted);
        if (!MachineName.IsValid(wanted) || wanted[^1] == '-')
        {
            throw new KitException(
                ErrorCode.Usage,
                new Text($"'{shown}' can not be a snapshot's name", $"«{shown}» не может быть именем снимка"),
                new Text("a name is a small letter, then up to 62 small letters, digits and hyphens, no hyphen last", "имя — строчная латинская буква, затем до 62 строчных букв, цифр и дефисов, в конце не дефис"),
                new Text("choose another name", "выберите другое имя"));
        }

        return there.All(snapshot => snapshot.Name != wanted) ? wanted : throw new KitException(
            ErrorCode.MachineExists,
            new Text($"the snapshot '{shown}' of VM '{machine}' can not be made", $"снимок «{shown}» ВМ «{machine}» не создать"),
            new Text("there is one of that name", "такой уже есть"),
            Text.Verbatim($"agsekit vm-snapshot delete {machine} {shown}"));
    }

    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>.</exception>
    public static MachineSnapshot Require(string machine, string name, IReadOnlyList<MachineSnapshot> there)
    {
        if (there.FirstOrDefault(snapshot => snapshot.Name == name) is { } found)
            return found;
        string known = string.Join(", ", there.Select(snapshot => snapshot.Name));
        throw new KitException(
            ErrorCode.UnknownName,
            new Text($"VM '{machine}' has no snapshot '{Printable.Escape(name)}'", $"у ВМ «{machine}» нет снимка «{Printable.Escape(name)}»"),
            there.Count == 0 ? new Text("it has none", "у неё их нет") : new Text($"it has: {known}", $"есть: {known}"),
            NearestName.Find(name, there.Select(snapshot => snapshot.Name)) is { } nearest
                ? new Text($"did you mean '{nearest}'?", $"возможно, имелось в виду «{nearest}»?")
                : Text.Verbatim($"agsekit vm-snapshot list {machine}"));
    }

    private static string NumberedName(int number) => string.Create(CultureInfo.InvariantCulture, $"snapshot{number}");
}
