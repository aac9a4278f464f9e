using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/boxes</c>: what <c>agsekit box ls</c> and <c>box rm</c> do.</summary>
internal sealed class BoxRoutes(DaemonState state)
{
    private BoxNames Names => new(state.Kit.Paths);

    public static Route[] Of(DaemonState state)
    {
        var routes = new BoxRoutes(state);
        return
        [
            new Route("GET", "/v1/boxes", routes.ListAsync) { Query = ["vm"] },
            new Route("GET", "/v1/boxes/{name}", routes.ShowAsync) { Query = ["vm"] },
            new Route("DELETE", "/v1/boxes/{name}", routes.DeleteAsync) { Query = ["vm"] },
        ];
    }

    private async Task ListAsync(Request request, CancellationToken cancellation)
    {
        var found = new List<BoxRecord>();
        if (request.Word("vm") is not null)
        {
            GuestBoxes boxes = await BoxesAsync(request, cancellation).ConfigureAwait(false);
            found.AddRange(await RecordsAsync(boxes, cancellation).ConfigureAwait(false));
        }
        else
        {
            foreach (MachineSettings machine in state.RequireConfig().Machines)
            {
                if (await state.Kit.BoxMachines.IsRunningAsync(machine.Name, cancellation).ConfigureAwait(false))
                    found.AddRange(await RecordsAsync(new GuestBoxes(await state.Kit.BoxMachines.ConnectAsync(machine.Name, cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false));
            }
        }

        await request.AnswerAsync(new BoxListRecord(found), ContractRecords.Default.BoxListRecord, cancellation).ConfigureAwait(false);
    }

    private async Task ShowAsync(Request request, CancellationToken cancellation)
    {
        GuestBoxes boxes = await BoxesAsync(request, cancellation).ConfigureAwait(false);
        string name = request.Values["name"];
        BoxRecord box = (await RecordsAsync(boxes, cancellation).ConfigureAwait(false)).FirstOrDefault(one => one.Name == name) ?? throw Unknown(name, boxes.Machine);
        await request.AnswerAsync(box, ContractRecords.Default.BoxRecord, cancellation).ConfigureAwait(false);
    }

    private async Task DeleteAsync(Request request, CancellationToken cancellation)
    {
        GuestBoxes boxes = await BoxesAsync(request, cancellation).ConfigureAwait(false);
        string name = request.Values["name"];
        // To its end, also when nobody waits for it.
        if ((await boxes.RemoveAsync([name], state.Ending).ConfigureAwait(false)).Count == 0)
            throw Unknown(name, boxes.Machine);
        Names.Forget(boxes.Machine, [name]);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<GuestBoxes> BoxesAsync(Request request, CancellationToken cancellation)
    {
        KitConfig config = state.RequireConfig();
        string? wanted = request.Word("vm");
        MachineSettings machine = (wanted is null ? config.DefaultMachine : config.FindMachine(wanted)) ?? throw Sessions.MachineNames.Unknown(wanted ?? "", config);
        return new GuestBoxes(await state.Kit.BoxMachines.ConnectAsync(machine.Name, cancellation).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<BoxRecord>> RecordsAsync(GuestBoxes boxes, CancellationToken cancellation)
    {
        IReadOnlyList<BoxInfo> all = await Names.RefreshAsync(boxes, cancellation).ConfigureAwait(false);
        return [.. all.Select(box => BoxRecord.Of(box, boxes.Machine))];
    }

    private static KitException Unknown(string name, string machine) => new(
        ErrorCode.UnknownName,
        new Text($"there is no box '{Printable.Escape(name)}' in VM '{machine}'", $"в ВМ «{machine}» нет песочницы «{Printable.Escape(name)}»"),
        new Text("there is none of this name", "такого имени нет"),
        Text.Verbatim("agsekit box ls"));
}
