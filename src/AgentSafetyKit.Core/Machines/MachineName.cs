using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>What a machine may be called: it becomes a host name, a folder and a word in commands.</summary>
public static class MachineName
{
    public static bool IsValid(string name) => KitName.IsValid(name);

    public static KitException Refused(string name)
    {
        string shown = Printable.Escape(name);
        return new KitException(
            ErrorCode.Usage,
            new Text($"'{shown}' can not be a VM's name", $"«{shown}» не может быть именем ВМ"),
            new Text("a name is a small letter, then up to 62 small letters, digits and hyphens", "имя — строчная латинская буква, затем до 62 строчных букв, цифр и дефисов"),
            new Text("choose another name", "выберите другое имя"));
    }
}
