using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The folder of <c>run --temp</c>: made empty for the run, taken away with it where it is empty again. What an agent left there is the user's to keep or to throw away.</summary>
internal static class TemporaryPlace
{
    public static string Make() => Directory.CreateTempSubdirectory("agsekit-temp-").FullName;

    public static void Leave(string folder, UserTerminal terminal)
    {
        try
        {
            // Only an empty one can be taken away so.
            Directory.Delete(folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            string shown = ShellQuote.Word(folder);
            terminal.Always(new Text($"What the agent left is in {shown}. To throw it away: rm -rf {shown}", $"Что оставил агент, лежит в {shown}. Выбросить: rm -rf {shown}"));
        }
    }
}
