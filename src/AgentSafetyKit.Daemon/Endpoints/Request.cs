using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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

    public Task AnswerAsync<T>(T record, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        AnswerAsync("application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(record, type), cancellation);

    public async Task AnswerAsync(string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        Context.Response.ContentType = contentType;
        Context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(Context.Request.Method))
            await Context.Response.Body.WriteAsync(body, cancellation).ConfigureAwait(false);
    }
}
