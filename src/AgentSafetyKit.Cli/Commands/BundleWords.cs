using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which commands name bundles, and say what became of them.</summary>
internal static class BundleWords
{
    public static KitArgument<string> Name()
    {
        string names = string.Join(", ", BundleKinds.Names);
        var name = new KitArgument<string>("NAME", new Text($"The bundle, or NAME:VERSION: {names}", $"Набор или ИМЯ:ВЕРСИЯ: {names}"));
        name.CompletionSources.Add(_ => BundleKinds.Names);
        return name;
    }

    public static Text Outcome(InstalledBundle bundle, string machine) => bundle.WasThere
        ? new Text($"{bundle.Bundle} is already there in VM '{machine}': {bundle.Version}", $"{bundle.Bundle} уже есть в ВМ «{machine}»: {bundle.Version}")
        : new Text($"{bundle.Bundle} is installed in VM '{machine}': {bundle.Version}", $"{bundle.Bundle} установлен в ВМ «{machine}»: {bundle.Version}");
}
