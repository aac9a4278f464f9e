using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class CompletionCommand
{
    public static KitCommand Create()
    {
        var shell = new KitArgument<string>("SHELL", new Text("bash, zsh or fish", "bash, zsh или fish"));
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return new KitCommand("completion", new Text("Print the completion script for a shell", "Вывести скрипт автодополнения для оболочки"))
        {
            Group = CommandGroup.Setup,
            Examples =
            [
                new CommandExample("source <(agsekit completion bash)", new Text("for this shell", "для этой оболочки")),
                new CommandExample("agsekit completion fish > ~/.config/fish/completions/agsekit.fish", new Text("for good", "насовсем")),
            ],
            Work = (context, _) =>
            {
                context.Terminal.ResultRaw(CompletionScript.For(context.Value(shell)!));
                return Task.FromResult(0);
            },
        }.With(shell);
    }
}
