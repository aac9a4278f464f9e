using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Failures as answers.</summary>
internal static class Problems
{
    public static Task WriteAsync(HttpContext context, KitException error)
    {
        ProblemResponse problem = Of(error, Request.LanguageOf(context));
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(problem, ContractRecords.Default.ProblemResponse);
        context.Response.Clear();
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static ProblemResponse Of(KitException error, Language language)
    {
        string code = JsonNamingPolicy.CamelCase.ConvertName(error.Code.ToString());
        return new ProblemResponse($"urn:agsekit:error:{code}", error.What.In(language), StatusOf(error.Code), error.Cause.In(language), code, error.Cause.In(language), error.Fix.In(language));
    }

    private static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.UnknownName or ErrorCode.SnapshotMissing or ErrorCode.MachineMissing or ErrorCode.FolderMissing => StatusCodes.Status404NotFound,
        ErrorCode.Usage or ErrorCode.NeedsAnswer => StatusCodes.Status400BadRequest,
        ErrorCode.PolicyRefused or ErrorCode.FolderRefused or ErrorCode.PermissionDenied => StatusCodes.Status403Forbidden,
        ErrorCode.Busy or ErrorCode.MachineExists or ErrorCode.MachineNotRunning => StatusCodes.Status409Conflict,
        ErrorCode.DaemonUnavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
