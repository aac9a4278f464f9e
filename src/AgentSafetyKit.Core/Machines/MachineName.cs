using System.Text.RegularExpressions;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>What a machine may be called: it becomes a host name, a folder and a word in commands.</summary>
public static partial class MachineName
{
    public static bool IsValid(string name) => Rule().IsMatch(name);

    public static KitException Refused(string name)
    {
        string shown = Printable.Escape(name);
        return new KitException(
            ErrorCode.Usage,
            new Text($"'{shown}' can not be a VM's name", $"«{shown}» не может быть именем ВМ"),
            new Text("a name is a small letter, then up to 62 small letters, digits and hyphens", "имя — строчная латинская буква, затем до 62 строчных букв, цифр и дефисов"),
            new Text("choose another name", "выберите другое имя"));
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,62}\z")]
    private static partial Regex Rule();
}
