using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words that commands about boxes have in common.</summary>
internal static class BoxWords
{
    private const string Help = "agsekit box --help";

    public static KitArgument<string> Name() => Completed(new KitArgument<string>("NAME", new Text("The box's name", "Имя песочницы")));

    public static KitOption<string?> Machine()
    {
        var machine = new KitOption<string?>("--vm", new Text("The VM it is in (default: the first one of the configuration)", "ВМ, в которой она находится (по умолчанию — первая в настройках)")) { HelpName = "VM" };
        machine.CompletionSources.Add(_ => LiveNames.Machines(KitServices.OfProcess()));
        return machine;
    }

    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>.</exception>
    public static string Require(string name) => KitName.IsValid(name) ? name : throw Wrong(
        new Text($"'{Printable.Escape(name)}' is no name for a box", $"«{Printable.Escape(name)}» не годится как имя песочницы"),
        new Text("a name is lower-case letters, digits and '-', a letter first, 63 at most", "имя — строчные латинские буквы, цифры и «-», первая буква, не больше 63"));

    /// <summary>The value of an option, read as the configuration reads the same key.</summary>
    public static T Value<T>(string? given, T absent, string option, Func<string, (T? Value, Text Problem)> parse, string help = Help)
    {
        if (given is null)
            return absent;
        (T? value, Text problem) = parse(given);
        return problem.IsEmpty ? value! : throw Wrong(new Text($"{option} is not understood", $"значение {option} не понято"), problem, help);
    }

    public static KitException Wrong(Text what, Text cause, string help = Help) => new(ErrorCode.Usage, what, cause, Text.Verbatim(help));

    private static T Completed<T>(T argument)
        where T : Argument
    {
        argument.CompletionSources.Add(_ => LiveNames.Boxes(KitServices.OfProcess()));
        return argument;
    }
}
