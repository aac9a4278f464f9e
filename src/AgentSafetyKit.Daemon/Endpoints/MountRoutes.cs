using System.Text.Json;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/mounts</c>, and what is only listed: <c>/v1/agents</c>, <c>/v1/forwards</c>.</summary>
internal static class MountRoutes
{
    public static Route[] Of(DaemonState state) =>
    [
        new Route("GET", "/v1/mounts", async (request, cancellation) =>
        {
            IReadOnlyList<MountView> views = await state.Kit.MountOverview.ListAsync(state.Config.Current, cancellation).ConfigureAwait(false);
            await request.AnswerAsync(new MountListRecord([.. views.Select(view => MountViewRecord.Of(view, request.Language))]), ContractRecords.Default.MountListRecord, cancellation).ConfigureAwait(false);
        }),
        new Route("POST", "/v1/mounts", (request, cancellation) => MountAsync(state, request, cancellation)),
        new Route("GET", "/v1/mounts/{mount}", async (request, cancellation) =>
            await request.AnswerAsync(
                await FindAsync(state, request.Values["mount"], request.Language, cancellation).ConfigureAwait(false) ?? throw MountOrders.Unknown(request.Values["mount"]), ContractRecords.Default.MountViewRecord, cancellation).ConfigureAwait(false)),
        new Route("DELETE", "/v1/mounts/{mount}", async (request, cancellation) =>
        {
            string id = request.Values["mount"];
            MountViewRecord mount = await FindAsync(state, id, request.Language, cancellation).ConfigureAwait(false) ?? throw MountOrders.Unknown(id);
            await request.AcceptAsync(
                state.Operations.Begin("mount.delete", Printable.Escape(mount.Source), async (_, stop) =>
                {
                    await state.Kit.AbandonedRuns.ClearAsync(stop).ConfigureAwait(false);
                    await state.Kit.FolderMounts.UnmountAsync(id).ConfigureAwait(false);
                    return null;
                }),
                cancellation).ConfigureAwait(false);
        }),
        new Route("GET", "/v1/agents", (request, cancellation) =>
            request.AnswerAsync(new AgentListRecord([.. state.RequireConfig().Agents.Select(AgentRecord.Of)]), ContractRecords.Default.AgentListRecord, cancellation)),
        new Route("GET", "/v1/agents/{name}", (request, cancellation) => request.AnswerAsync(
            AgentRecord.Of(state.RequireConfig().FindAgent(request.Values["name"]) ?? throw UnknownAgent(request.Values["name"])), ContractRecords.Default.AgentRecord, cancellation)),
        new Route("GET", "/v1/forwards", (request, cancellation) => request.AnswerAsync(
            new PortListRecord([.. state.Kit.PortOverview.List(state.Config.Current).Select(view => PortRecord.Of(view, request.Language))]), ContractRecords.Default.PortListRecord, cancellation)),
    ];

    private static async Task MountAsync(DaemonState state, Request request, CancellationToken cancellation)
    {
        string source = (await request.BodyAsync(ContractRecords.Default.MountRequest, cancellation).ConfigureAwait(false)).Source;
        if (!Path.IsPathRooted(source))
            throw RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "source", new Text("it is not an absolute path", "это не полный путь"));
        KitConfig config = state.RequireConfig();
        MountSettings mount = FolderFinder.MountOf(config, source) ?? throw new KitException(
            ErrorCode.FolderRefused,
            new Text($"the folder {Printable.Escape(source)} is not in the configuration", $"папки {Printable.Escape(source)} нет в настройках"),
            new Text("only folders listed under 'mounts' are given to a VM", "ВМ получает только папки, перечисленные в mounts"),
            new Text("add it to 'mounts' (agsekit config path)", "добавьте её в mounts (agsekit config path)"));
        Language language = request.Language;
        await request.AcceptAsync(
            state.Operations.Begin("mount.create", Printable.Escape(mount.Source), async (progress, stop) =>
            {
                string real = await state.Kit.MountOrders.MountAsync(config, mount, progress, stop).ConfigureAwait(false);
                return await FindAsync(state, MountStore.IdOf(real, mount.Machine), language, stop).ConfigureAwait(false) is { } record ? JsonSerializer.SerializeToElement(record, ContractRecords.Default.MountViewRecord) : null;
            }),
            cancellation).ConfigureAwait(false);
    }

    private static async Task<MountViewRecord?> FindAsync(DaemonState state, string id, Language language, CancellationToken cancellation)
    {
        foreach (MountView view in await state.Kit.MountOverview.ListAsync(state.Config.Current, cancellation).ConfigureAwait(false))
        {
            if (MountStore.IdOf(view.Source, view.Machine) == id)
                return MountViewRecord.Of(view, language);
        }

        return null;
    }

    private static KitException UnknownAgent(string name) => new(
        ErrorCode.UnknownName,
        new Text($"there is no agent '{Printable.Escape(name)}'", $"нет агента «{Printable.Escape(name)}»"),
        new Text("the configuration has none of this name", "в настройках такого нет"),
        new Text("GET /v1/agents lists them", "список: GET /v1/agents"));
}
