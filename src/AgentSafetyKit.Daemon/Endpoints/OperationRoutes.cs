using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Daemon.Operations;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/operations</c>.</summary>
internal static class OperationRoutes
{
    public static Route[] Of(DaemonState state) =>
    [
        new Route("GET", "/v1/operations", (request, cancellation) =>
            request.AnswerAsync(new OperationListRecord([.. state.Operations.All.Select(operation => operation.Record(request.Language, withResult: false))]), ContractRecords.Default.OperationListRecord, cancellation)),
        new Route("GET", "/v1/operations/{id}", (request, cancellation) => request.AnswerAsync(Require(state, request).Record(request.Language), ContractRecords.Default.OperationRecord, cancellation)),
        new Route("DELETE", "/v1/operations/{id}", (request, cancellation) =>
        {
            Operation operation = Require(state, request);
            operation.Cancel();
            request.Context.Response.StatusCode = StatusCodes.Status202Accepted;
            return request.AnswerAsync(operation.Record(request.Language), ContractRecords.Default.OperationRecord, cancellation);
        }),
    ];

    private static Operation Require(DaemonState state, Request request)
    {
        string id = request.Values["id"];
        return state.Operations.Find(id) ?? throw new KitException(
            ErrorCode.UnknownName,
            new Text($"there is no operation '{Printable.Escape(id)}'", $"нет операции «{Printable.Escape(id)}»"),
            new Text("a daemon remembers the last hundred of its own", "служба помнит последние сто своих операций"),
            new Text("GET /v1/operations lists them", "список: GET /v1/operations"));
    }
}
