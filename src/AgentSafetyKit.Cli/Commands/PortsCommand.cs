using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class PortsCommand
{
    public static KitCommand Create() => new("ports", new Text("List the forwarded ports with their addresses", "Показать проброшенные порты и их адреса"))
    {
        Group = CommandGroup.Machines,
        Reports = true,
        Details = new Text(
            "OWNER is who asked for a forward: 'config' is port-forwarding of the configuration, 'auto' a program in the VM that listens there (auto_ports).",
            "ВЛАДЕЛЕЦ — кто попросил о пробросе: config — port-forwarding из настроек, auto — программа, которая слушает этот порт в ВМ (auto_ports)."),
        Examples =
        [
            new CommandExample("agsekit ports", new Text("a table", "таблица")),
            new CommandExample("agsekit ports --json", new Text("for programs", "для программ")),
        ],
        Work = (context, _) =>
        {
            (KitConfig? config, KitException? trouble) = ConfigAttempt.Of(context);
            IReadOnlyList<PortView> views = context.Services.PortOverview.List(config);
            if (context.Json)
                context.Terminal.Result(Json.Of(new PortListRecord([.. views.Select(view => PortRecord.Of(view, context.Language))]), Json.Contracts.PortListRecord));
            else
                Show(context, views);

            if (trouble is not null)
                context.Terminal.Warn(new Text($"{trouble.What.English}: {trouble.Cause.English}", $"{trouble.What.Russian}: {trouble.Cause.Russian}"));
            return Task.FromResult((int)(trouble is null ? ExitCode.Ok : ExitCode.Warnings));
        },
    };

    private static void Show(CommandContext context, IReadOnlyList<PortView> views)
    {
        if (views.Count == 0)
        {
            context.Terminal.Say(new Text("No ports are forwarded, and the configuration names none.", "Проброшенных портов нет, и в настройках они не названы."));
            return;
        }

        Table table = context.Language == Language.Russian
            ? new Table("СОСТОЯНИЕ", "ВМ", "ТИП", "ЗДЕСЬ", "В ВМ", "ВЛАДЕЛЕЦ", "АДРЕС")
            : new Table("STATE", "VM", "TYPE", "HERE", "IN THE VM", "OWNER", "URL");
        foreach (PortView view in views)
        {
            ForwardSpec spec = view.Forward.Spec;
            table.Add(
                State(view).In(context.Language), view.Machine, PortWords.Kind(spec), spec.Host?.ToString() ?? "", spec.Guest.ToString(), PortWords.Owner(spec), view.Forward.Url ?? "");
        }

        context.Terminal.ResultRaw(table.Render(context.Terminal.Settings.ColorOnOutput));
        foreach (PortView failed in views.Where(view => view.Forward.State == ForwardState.Failed))
            context.Terminal.Warn(failed.Forward.Cause);
        if (views.Any(view => view.Phase is null))
            context.Terminal.Say(new Text("Nobody keeps them up now: agsekit portforward", "Сейчас их никто не поддерживает: agsekit portforward"));
    }

    private static Text State(PortView view) => (view.Phase, view.Forward.State) switch
    {
        (null, _) => new Text("off", "выкл."),
        (_, ForwardState.Up) => new Text("up", "работает"),
        (_, ForwardState.Failed) => new Text("failed", "сбой"),
        _ => new Text("waiting", "ждёт ВМ"),
    };
}
