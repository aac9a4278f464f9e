using System.Text.Json;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/vms</c>.</summary>
internal static class MachineRoutes
{
    public static Route[] Of(DaemonState state) =>
    [
        new Route("GET", "/v1/vms", async (request, cancellation) =>
        {
            IReadOnlyList<MachineInfo> machines = await state.Kit.Machines.ListAsync(cancellation).ConfigureAwait(false);
            IReadOnlyList<OtherMachine> others = await OthersAsync(state, cancellation).ConfigureAwait(false);
            await request.AnswerAsync(MachineListRecord.Of(machines, others, state.Config.Current, request.Language), ContractRecords.Default.MachineListRecord, cancellation).ConfigureAwait(false);
        }),
        new Route("POST", "/v1/vms", async (request, cancellation) =>
        {
            string name = (await request.BodyAsync(ContractRecords.Default.VmRequest, cancellation).ConfigureAwait(false)).Name;
            KitConfig config = state.RequireConfig();
            MachineSpec spec = MachineSpecs.Of(config.FindMachine(name) ?? throw MachineNames.Unknown(name, config));
            await BeginAsync(state, request, "vm.create", name, async (progress, stop) => (await state.Kit.MachineOrders.EnsureAsync(spec, progress, stop).ConfigureAwait(false)).Machine, cancellation).ConfigureAwait(false);
        }),
        new Route("GET", "/v1/vms/{name}", async (request, cancellation) => await request.AnswerAsync(await RecordAsync(state, request, cancellation).ConfigureAwait(false), ContractRecords.Default.MachineRecord, cancellation).ConfigureAwait(false)),
        new Route("DELETE", "/v1/vms/{name}", async (request, cancellation) =>
        {
            bool force = request.Flag("force");
            string name = await RequireAsync(state, request, cancellation).ConfigureAwait(false);
            await BeginAsync(state, request, "vm.delete", name, async (_, stop) =>
            {
                await state.Kit.MachineOrders.DestroyAsync(name, force, stop).ConfigureAwait(false);
                return null;
            }, cancellation).ConfigureAwait(false);
        }) { Query = ["force"] },
        new Route("POST", "/v1/vms/{name}/start", async (request, cancellation) =>
        {
            string name = await RequireAsync(state, request, cancellation).ConfigureAwait(false);
            await BeginAsync(state, request, "vm.start", name, async (progress, stop) => await state.Kit.Machines.StartAsync(name, progress, stop).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }),
        new Route("POST", "/v1/vms/{name}/stop", async (request, cancellation) =>
        {
            bool force = (await request.BodyAsync(ContractRecords.Default.ForceRequest, cancellation, new ForceRequest()).ConfigureAwait(false)).Force;
            string name = await RequireAsync(state, request, cancellation).ConfigureAwait(false);
            await BeginAsync(state, request, "vm.stop", name, async (progress, stop) =>
            {
                await state.Kit.MachineOrders.StopAsync(name, force, progress, stop).ConfigureAwait(false);
                return await state.Kit.Machines.FindAsync(name, stop).ConfigureAwait(false);
            }, cancellation).ConfigureAwait(false);
        }),
        new Route("POST", "/v1/vms/{name}/restart", async (request, cancellation) =>
        {
            bool force = (await request.BodyAsync(ContractRecords.Default.ForceRequest, cancellation, new ForceRequest()).ConfigureAwait(false)).Force;
            string name = await RequireAsync(state, request, cancellation).ConfigureAwait(false);
            await BeginAsync(state, request, "vm.restart", name, async (progress, stop) => await state.Kit.MachineOrders.RestartAsync(name, force, progress, stop).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }),
    ];

    private static Task BeginAsync(
        DaemonState state, Request request, string kind, string name, Func<IProgress<WorkProgress>, CancellationToken, Task<MachineInfo?>> work, CancellationToken cancellation)
    {
        Language language = request.Language;
        return request.AcceptAsync(
            state.Operations.Begin(kind, name, async (progress, stop) => await work(progress, stop).ConfigureAwait(false) is { } machine
                ? JsonSerializer.SerializeToElement(MachineRecord.Of(machine, language), ContractRecords.Default.MachineRecord)
                : null),
            cancellation);
    }

    private static async Task<string> RequireAsync(DaemonState state, Request request, CancellationToken cancellation) =>
        (await state.Kit.MachineOrders.RequireAsync(request.Values["name"], state.Config.Current, cancellation).ConfigureAwait(false)).Name;

    /// <summary>One that is only configured is there too, as in the list.</summary>
    private static async Task<MachineRecord> RecordAsync(DaemonState state, Request request, CancellationToken cancellation)
    {
        string name = request.Values["name"];
        MachineInfo? found = MachineName.IsValid(name) ? await state.Kit.Machines.FindAsync(name, cancellation).ConfigureAwait(false) : null;
        return found is not null ? MachineRecord.Of(found, request.Language) : MachineRecord.NotCreated(state.Config.Current?.FindMachine(name) ?? throw MachineNames.Unknown(name, state.Config.Current));
    }

    /// <summary>Our own are not refused because somebody else's can not be seen.</summary>
    private static async Task<IReadOnlyList<OtherMachine>> OthersAsync(DaemonState state, CancellationToken cancellation)
    {
        try
        {
            return await state.Kit.Machines.ListOthersAsync(cancellation).ConfigureAwait(false);
        }
        catch (KitException)
        {
            return [];
        }
    }
}
