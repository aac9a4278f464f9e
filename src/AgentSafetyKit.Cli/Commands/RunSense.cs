using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Words of <c>run</c> that do not go together.</summary>
internal static class RunSense
{
    public static void Require(RunCommandWords words)
    {
        if (words is { Temporary: true, NamesFolder: true })
        {
            throw new KitException(
                ErrorCode.Usage, new Text("the run can not have two folders", "у запуска не может быть двух папок"), new Text("--temp makes one, and --workdir names another", "--temp создаёт папку, а --workdir называет другую"), new Text("leave one of them out", "уберите один из ключей"));
        }

        if (words.Name is not { } name)
            return;
        if (!words.Detach)
        {
            throw new KitException(
                ErrorCode.Usage, new Text("this run can not have a name", "этому запуску нельзя дать имя"), new Text("--name is for runs without a terminal", "--name — для запусков без терминала"), Text.Verbatim("agsekit run --detach --name …"));
        }

        RunNames.Check(name);
    }
}
