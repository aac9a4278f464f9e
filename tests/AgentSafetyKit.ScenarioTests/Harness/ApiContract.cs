using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>
/// The description the daemon gives of itself (/openapi.json), held against what it really answers. Knows the part of JSON Schema that the description uses and refuses any other; a member that is not described is as wrong as one
/// that is missing.
/// </summary>
internal sealed class ApiContract(string openApi)
{
    private static readonly string[] Known = ["type", "properties", "required", "items", "additionalProperties", "format", "title", "description", "default"];

    /// <summary>What the result of an operation is, by its kind.</summary>
    private static readonly Dictionary<string, string> Results = new(StringComparer.Ordinal)
    {
        ["vm.create"] = "MachineRecord", ["vm.start"] = "MachineRecord", ["vm.stop"] = "MachineRecord", ["vm.restart"] = "MachineRecord",
        ["mount.create"] = "MountViewRecord", ["run.start"] = "RunViewRecord", ["run.stop"] = "RunViewRecord", ["run.kill"] = "RunViewRecord",
        ["run.undo"] = "RestoreRecord", ["tripwire.undo"] = "RestoreRecord", ["backup.restore"] = "RestoreRecord", ["backup.verify"] = "VerifyRecord",
    };

    private readonly JsonElement _document = JsonDocument.Parse(openApi).RootElement;
    private readonly ConcurrentDictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>Every route, as "GET /v1/vms/{name}".</summary>
    public IEnumerable<string> Routes => _document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));

    /// <summary>Routes that were answered as asked, and as described.</summary>
    public IReadOnlyCollection<string> Proved => [.. _seen.Keys];

    /// <summary>Fails where an answer is not what the description says.</summary>
    public void Check(string method, string path, int status, string mediaType, string body)
    {
        // What is not HTTP never gets to a route: Kestrel says so itself, with nothing but a status.
        bool isNone = status == 400 && body.Length == 0;
        if (method == "HEAD" || isNone || Find(method, path.Split('?')[0]) is not ({ } route, { } operation))
            return;
        JsonElement responses = operation.GetProperty("responses");
        bool asAsked = responses.TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out JsonElement response);
        if (!asAsked)
            response = responses.GetProperty(status is >= 400 and < 500 ? "4XX" : "default");
        string where = $"{method} {path} {status}";
        if (asAsked && !response.TryGetProperty("content", out _))
        {
            Assert.That(body, Is.Empty, where);
            _seen.AddOrUpdate(route, 1, (_, count) => count + 1);
            return;
        }

        JsonElement content = response.GetProperty("content").EnumerateObject().Single(type => mediaType.StartsWith(type.Name, StringComparison.Ordinal) || mediaType.StartsWith("application/octet-stream", StringComparison.Ordinal)).Value;
        if (mediaType.Contains("json", StringComparison.Ordinal))
        {
            JsonElement answer = JsonDocument.Parse(body).RootElement;
            Hold(answer, Resolve(content.GetProperty("schema")), where);
            CheckResult(answer, where);
        }

        if (asAsked)
            _seen.AddOrUpdate(route, 1, (_, count) => count + 1);
    }

    /// <summary>Fails where a record is not what the description calls so.</summary>
    public void CheckAs(string name, JsonElement record) => Hold(record, Schema(name), name);

    private void CheckResult(JsonElement answer, string where)
    {
        if (answer.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Object && answer.TryGetProperty("kind", out JsonElement kind))
            Hold(result, Schema(Results[kind.GetString()!]), $"{where} result of {kind}");
    }

    private (string? Route, JsonElement? Operation) Find(string method, string path)
    {
        string[] given = path.Split('/');
        foreach (JsonProperty candidate in _document.GetProperty("paths").EnumerateObject())
        {
            string[] parts = candidate.Name.Split('/');
            if (parts.Length == given.Length && parts.Zip(given).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0))
                && candidate.Value.TryGetProperty(method.ToLowerInvariant(), out JsonElement operation))
                return ($"{method} {candidate.Name}", operation);
        }

        return (null, null);
    }

    private JsonElement Schema(string name) => _document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out JsonElement reference) ? Schema(reference.GetString()!.Split('/')[^1]) : schema;

    private static void Hold(JsonElement value, JsonElement schema, string where)
    {
        if (schema.ValueKind == JsonValueKind.True)
            return;
        Assert.That(schema.EnumerateObject().Select(member => member.Name), Is.SubsetOf(Known), $"{where}: the schema says more than this looks at");
        if (schema.TryGetProperty("type", out JsonElement type))
            Assert.That(Types(type), Does.Contain(TypeOf(value)).Or.Contain(value.ValueKind == JsonValueKind.Number ? "number" : "-"), $"{where}: {Short(value)}");
        if (schema.TryGetProperty("format", out JsonElement format) && format.GetString() == "date-time" && value.ValueKind == JsonValueKind.String)
            Assert.That(value.TryGetDateTimeOffset(out _), $"{where}: {Short(value)} is no date");
        if (value.ValueKind == JsonValueKind.Object)
            HoldMembers(value, schema, where);
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out JsonElement items))
        {
            foreach (JsonElement item in value.EnumerateArray())
                Hold(item, items, where + "[]");
        }
    }

    private static void HoldMembers(JsonElement value, JsonElement schema, string where)
    {
        bool isDescribed = schema.TryGetProperty("properties", out JsonElement properties);
        bool isOpen = schema.TryGetProperty("additionalProperties", out JsonElement more) && more.ValueKind == JsonValueKind.Object;
        if (schema.TryGetProperty("required", out JsonElement required))
            Assert.That(value.EnumerateObject().Select(member => member.Name), Is.SupersetOf(required.EnumerateArray().Select(name => name.GetString())), where);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (isDescribed && properties.TryGetProperty(member.Name, out JsonElement own))
                Hold(member.Value, own, $"{where}.{member.Name}");
            else if (isOpen)
                Hold(member.Value, more, $"{where}.{member.Name}");
            else if (isDescribed)
                Assert.Fail($"{where}.{member.Name} is not described");
        }
    }

    private static IEnumerable<string?> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()) : [type.GetString()];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        _ => "null",
    };

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 200 } text ? text[..200] : value.GetRawText();
}
