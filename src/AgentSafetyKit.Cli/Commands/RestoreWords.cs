using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The options that <c>backup restore</c> and <c>undo</c> have in common.</summary>
internal sealed class RestoreWords
{
    public KitOption<bool> Yes { get; } = CommonOptions.Yes();

    public KitOption<bool> DryRun { get; } = CommonOptions.DryRun();

    public KitOption<string?> Target { get; } = new("--to", new Text("Restore into this folder instead of in place", "Восстановить в эту папку, а не на место")) { HelpName = "PATH" };

    public KitOption<bool> Setuid { get; } = new("--setuid", new Text("Also bring back setuid and setgid bits of files", "Вернуть и биты setuid и setgid у файлов"));

    public KitOption<bool> WithoutSafetySnapshot { get; } = new(
        "--no-safety-snapshot", new Text("Do not keep the present state, for when there is no room for it", "Не сохранять нынешнее состояние — когда для него нет места"));

    public RestoreAnswers Answers(CommandContext context) => new(
        context.Value(Yes), context.Value(DryRun), context.Value(Target) is { } given ? context.FullPath(given) : null, context.Value(Setuid), context.Value(WithoutSafetySnapshot));
}
