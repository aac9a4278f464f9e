using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Operations;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>One request that found its route.</summary>
/// <param name="Context">Kestrel's.</param>
/// <param name="Values">What stood in the braces of the route's path.</param>
internal sealed record Request(HttpContext Context, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The language the client asks for; English where it asks for none of ours.</summary>
    public Language Language => LanguageOf(Context);

    public static Language LanguageOf(HttpContext context) =>
        context.Request.Headers.AcceptLanguage.ToString().StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? Language.Russian : Language.English;

    /// <summary>A parameter that is on where it is there, empty, <c>true</c> or <c>1</c>.</summary>
    /// <exception cref="RefusedRequest">400.</exception>
    public bool Flag(string name) => !Context.Request.Query.TryGetValue(name, out var given) ? false : given.ToString() switch
    {
        "" or "true" or "1" => true,
        "false" or "0" => false,
        _ => throw RefusedRequest.Of(StatusCodes.Status400BadRequest, name, new Text("it is true or false", "допустимо true или false")),
    };

    /// <summary>A parameter that is a whole number.</summary>
    /// <exception cref="RefusedRequest">400.</exception>
    public int Number(string name, int absent, int most)
    {
        if (!Context.Request.Query.TryGetValue(name, out var given))
            return absent;
        return int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number
            : throw RefusedRequest.Of(StatusCodes.Status400BadRequest, name, new Text($"it is a whole number up to {most}", $"допустимо целое число до {most}"));
    }

    public string? Word(string name) => Context.Request.Query.TryGetValue(name, out var given) && given.ToString() is { Length: > 0 } word ? word : null;

    public string[] Words(string name) => Context.Request.Query.TryGetValue(name, out var given) ? [.. given.OfType<string>()] : [];

    /// <summary>The body.</summary>
    /// <param name="type">Its contract; a member it does not have is refused.</param>
    /// <param name="cancellation">Of the request.</param>
    /// <param name="absent">What an empty body means; null: there must be one.</param>
    /// <exception cref="RefusedRequest">400, 415, 422, naming the member.</exception>
    public async Task<T> BodyAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellation, T? absent = null)
        where T : class
    {
        byte[] body = await BodyBytes.ReadAsync(Context.Request, cancellation).ConfigureAwait(false);
        if (body.Length == 0 && absent is not null)
            return absent;
        BodyBytes.RequireJson(Context.Request, body);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw BodyBytes.Refused(body, error);
        }
    }

    public Task AnswerAsync<T>(T record, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        AnswerAsync("application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(record, type), cancellation);

    /// <summary>202, and where to ask how far it is.</summary>
    public Task AcceptAsync(Operation operation, CancellationToken cancellation)
    {
        Context.Response.StatusCode = StatusCodes.Status202Accepted;
        Context.Response.Headers.Location = $"/v1/operations/{operation.Id}";
        return AnswerAsync(operation.Record(Language), ContractRecords.Default.OperationRecord, cancellation);
    }

    public async Task AnswerAsync(string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        Context.Response.ContentType = contentType;
        Context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(Context.Request.Method))
            await Context.Response.Body.WriteAsync(body, cancellation).ConfigureAwait(false);
    }
}
