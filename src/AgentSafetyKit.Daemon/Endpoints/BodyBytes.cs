using System.Text.Json;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Bodies of requests before they mean anything.</summary>
internal static class BodyBytes
{
    private const string Json = "application/json";

    /// <summary>Kestrel ends it where it gets too large, or comes too slowly.</summary>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation).ConfigureAwait(false);
        return body.ToArray();
    }

    /// <exception cref="RefusedRequest">400: there is none, or it is not JSON; 415: it says that it is something else.</exception>
    public static void RequireJson(HttpRequest request, byte[] body)
    {
        if (body.Length == 0)
            throw RefusedRequest.Of(StatusCodes.Status400BadRequest, "body", new Text("there is none", "тела запроса нет"));
        string said = request.ContentType ?? "";
        if (!said.StartsWith(Json, StringComparison.OrdinalIgnoreCase) || (said.Length > Json.Length && said[Json.Length] is not (';' or ' ')))
            throw RefusedRequest.Of(StatusCodes.Status415UnsupportedMediaType, "Content-Type", new Text($"it is to be {Json}", $"должно быть {Json}"));
        try
        {
            using JsonDocument whole = JsonDocument.Parse(body);
            if (whole.RootElement.ValueKind == JsonValueKind.Object)
            {
                RequireMeaning(whole.RootElement);
                return;
            }
        }
        catch (JsonException error)
        {
            throw RefusedRequest.Of(StatusCodes.Status400BadRequest, "body", new Text($"it is not JSON (line {error.LineNumber + 1})", $"это не JSON (строка {error.LineNumber + 1})"));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is a word to the parser, and no text.
            throw RefusedRequest.Of(StatusCodes.Status400BadRequest, "body", new Text("it has a text that is no Unicode", "в нём есть текст, который не Юникод"));
        }

        throw RefusedRequest.Of(StatusCodes.Status400BadRequest, "body", new Text("it is not a JSON object", "это не объект JSON"));
    }

    /// <summary>What JSON allows, and none of our contracts: a name given twice, nothing in a list, and NUL, which no path and no argument of a program can hold.</summary>
    private static void RequireMeaning(JsonElement whole)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in whole.EnumerateObject())
        {
            if (!names.Add(member.Name))
                throw Meaningless(member.Name, new Text("it is given twice", "поле указано дважды"));
            foreach (JsonElement value in member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray()] : new[] { member.Value })
            {
                if (value.ValueKind == JsonValueKind.Null && member.Value.ValueKind == JsonValueKind.Array)
                    throw Meaningless(member.Name, new Text("null is not an item of it", "null не может быть его элементом"));
                if (value.ValueKind == JsonValueKind.String && value.GetString()!.Contains('\0', StringComparison.Ordinal))
                    throw Meaningless(member.Name, new Text("it holds NUL", "в нём есть символ NUL"));
            }
        }
    }

    private static RefusedRequest Meaningless(string field, Text cause) => RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, field, cause);

    /// <summary>JSON, and not what is asked for.</summary>
    public static RefusedRequest Refused(byte[] body, JsonException error)
    {
        // "$.agent" names a member; what is missing or unknown is named in the message only.
        string? field = error.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : Quoted(error.Message);
        using JsonDocument whole = JsonDocument.Parse(body);
        bool isThere = field is not null && whole.RootElement.TryGetProperty(field.Split('.', '[')[0], out _);
        bool isUnknown = isThere && error.Message.Contains("could not be mapped", StringComparison.Ordinal);
        return RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, field, isUnknown
            ? new Text("there is no member of this name", "такого поля нет")
            : isThere ? new Text("its value is not of the kind that is wanted", "значение не того вида") : new Text("it has to be given", "его нужно указать"));
    }

    /// <summary>What stands between the first two apostrophes that hold one of our names.</summary>
    private static string? Quoted(string message)
    {
        int begin = message.IndexOf(": '", StringComparison.Ordinal);
        begin = begin >= 0 ? begin + 3 : message.IndexOf('\'', StringComparison.Ordinal) + 1;
        int end = begin > 0 ? message.IndexOf('\'', begin) : -1;
        return end > begin ? message[begin..end] : null;
    }
}
