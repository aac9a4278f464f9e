using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Failures as answers.</summary>
internal static class Problems
{
    public static Task WriteAsync(HttpContext context, Exception failure)
    {
        var refused = failure as RefusedRequest;
        KitException error = refused?.Problem ?? failure as KitException ?? BugOf(failure);
        ProblemResponse problem = Of(error, Request.LanguageOf(context));
        if (refused is not null)
            problem = problem with { Status = refused.Status, Field = refused.Field };
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(problem, ContractRecords.Default.ProblemResponse);
        context.Response.Clear();
        context.Response.StatusCode = problem.Status;
        if (refused?.Allow is { } allow)
            context.Response.Headers.Allow = allow;
        if (refused?.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = wait;
        if (problem.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static ProblemResponse Of(KitException error, Language language)
    {
        string code = JsonNamingPolicy.CamelCase.ConvertName(error.Code.ToString());
        return new ProblemResponse($"urn:agsekit:error:{code}", error.What.In(language), StatusOf(error.Code), error.Cause.In(language), code, error.Cause.In(language), error.Fix.In(language));
    }

    /// <summary>A defect of ours, without its details: those are in the log.</summary>
    public static KitException BugOf(Exception error) => new(
        ErrorCode.Bug,
        new Text("internal error: this is a bug in agsekit", "внутренняя ошибка: это ошибка в самом agsekit"),
        Text.Verbatim(error.GetType().Name),
        new Text("the daemon's log says more", "подробности в журнале службы"),
        error);

    private static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.UnknownName or ErrorCode.SnapshotMissing or ErrorCode.MachineMissing or ErrorCode.FolderMissing => StatusCodes.Status404NotFound,
        ErrorCode.Usage or ErrorCode.NeedsAnswer => StatusCodes.Status400BadRequest,
        ErrorCode.PolicyRefused or ErrorCode.FolderRefused or ErrorCode.PermissionDenied => StatusCodes.Status403Forbidden,
        ErrorCode.Busy or ErrorCode.MachineExists or ErrorCode.MachineNotRunning or ErrorCode.SourceEmptied or ErrorCode.Cancelled => StatusCodes.Status409Conflict,
        ErrorCode.ConfigInvalid or ErrorCode.ConfigMissing or ErrorCode.ConfigUnsafe or ErrorCode.ToolMissing or ErrorCode.EngineUnavailable or ErrorCode.GuestUnreachable or ErrorCode.DaemonUnavailable or ErrorCode.SourceUnreachable => StatusCodes.Status503ServiceUnavailable,
        ErrorCode.NoSpace => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };
}
