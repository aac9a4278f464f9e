using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Daemon;

/// <summary>
/// The description of the interface is made of the routes and of the contracts themselves, so that it can not say anything else than the server does. AGSEKIT_REWRITE_DOCS=1 writes it anew.
/// </summary>
public sealed class OpenApiTests
{
    private static readonly string Document = Path.Combine(SourceTree.Root, "src/AgentSafetyKit.Daemon/openapi.json");

    /// <summary>The same rules as the server's, for records it only writes too.</summary>
    private static readonly JsonSerializerOptions Describing = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(), RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, NumberHandling = JsonNumberHandling.Strict,
    };

    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Test]
    public void The_document_says_what_the_server_does()
    {
        string made = Make().ToJsonString(Writing) + "\n";
        if (Environment.GetEnvironmentVariable("AGSEKIT_REWRITE_DOCS") == "1")
            File.WriteAllText(Document, made);
        Assert.That(File.ReadAllText(Document), Is.EqualTo(made), "AGSEKIT_REWRITE_DOCS=1 writes it anew");
    }

    [Test]
    public void Every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own()
    {
        var document = (JsonObject)JsonNode.Parse(File.ReadAllText(Document))!;
        HashSet<string> schemas = [.. ((JsonObject)document["components"]!["schemas"]!).Select(schema => $"#/components/schemas/{schema.Key}")];
        string[] references = [.. Walk(document).OfType<JsonObject>().Select(node => node["$ref"]?.GetValue<string>()).OfType<string>().Distinct()];
        Assert.That(references, Is.Not.Empty.And.SubsetOf(schemas));
        string[] names = [.. Walk(document).OfType<JsonObject>().Select(node => node["operationId"]?.GetValue<string>()).OfType<string>()];
        Assert.That(names, Has.Length.EqualTo(RouteWords.All.Count).And.Unique);
    }

    private static JsonObject Make()
    {
        var paths = new JsonObject();
        foreach (Route route in Api.Routes(null!).Routes)
        {
            Assert.That(RouteWords.All.TryGetValue($"{route.Method} {route.Path}", out RouteWords? told), $"{route.Method} {route.Path} is not described");
            Assert.That(told!.Query.Select(parameter => parameter.Name), Is.EqualTo(route.Query), $"{route.Method} {route.Path}");
            if (!paths.ContainsKey(route.Path))
                paths[route.Path] = new JsonObject();
            paths[route.Path]![route.Method.ToLowerInvariant()] = Operation(route, told!);
        }

        var schemas = new JsonObject();
        foreach (Type contract in RouteWords.All.Values.SelectMany(told => new[] { told.Contract, told.Body }).OfType<Type>().Concat([typeof(EventRecord), typeof(ProblemResponse), typeof(TerminalEnd), typeof(TerminalResize), typeof(RestoreRecord), typeof(VerifyRecord)]).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal))
            schemas[contract.Name] = Describing.GetTypeInfo(contract).GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Agent Safety Kit", ["version"] = "1", ["summary"] = "The daemon of agsekit, on its unix socket.", ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["security"] = new JsonArray(new JsonObject(), new JsonObject { ["token"] = new JsonArray() }),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "http://localhost", ["description"] = "The socket agsekit.sock in the runtime folder; only its owner may connect." }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "Over TCP only: made with 'agsekit token add'. The socket needs none." } },
            },
        };
    }

    private static JsonObject Operation(Route route, RouteWords told)
    {
        static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };
        static JsonObject Content(string mediaType, JsonObject schema) => new() { [mediaType] = new JsonObject { ["schema"] = schema } };
        var parameters = new JsonArray(
            [.. route.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => Parameter(part.Trim('{', '}'), "path", required: true, told.Describe(part.Trim('{', '}')), "string"))]);
        foreach ((string name, string type, string description) in told.Query)
            parameters.Add(Parameter(name, "query", required: false, description, type));
        parameters.Add(Parameter("Accept-Language", "header", required: false, "ru: words in Russian; else in English", "string"));
        if (told.MediaType == "text/event-stream")
            parameters.Add(Parameter("Last-Event-ID", "header", required: false, "The number of the event that was seen last", "string"));
        string operationName = string.Concat(route.Path.Split('/', '.', '{', '}').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        JsonObject schema = told.Contract is { } contract ? Reference(contract.Name) : new JsonObject { ["type"] = told.MediaType == "application/json" ? "object" : "string" };
        var operation = new JsonObject
        {
            ["operationId"] = $"{route.Method.ToLowerInvariant()}{operationName}",
            ["summary"] = told.Summary,
            ["tags"] = new JsonArray(route.Path.Split('/') is [_, "v1", { } resource, ..] ? resource : "daemon"),
            ["parameters"] = parameters,
        };
        if (told.Body is { } body)
            operation["requestBody"] = new JsonObject { ["required"] = told.BodyIsRequired, ["content"] = Content("application/json", Reference(body.Name)) };
        var answer = new JsonObject { ["description"] = told.Status == 202 ? "It is begun: the operation" : told.Status == 101 ? "The connection is a WebSocket now" : "As asked" };
        if (told.Status is not (101 or 204))
            answer["content"] = Content(told.MediaType, schema);
        if (told.Status == 202 && route.Method != "DELETE")
            answer["headers"] = new JsonObject { ["Location"] = new JsonObject { ["description"] = "Where to ask how far it is", ["schema"] = new JsonObject { ["type"] = "string" } } };
        operation["responses"] = new JsonObject
        {
            [$"{told.Status}"] = answer,
            ["4XX"] = new JsonObject { ["description"] = "What is wrong with the request, as a problem (RFC 9457)", ["content"] = Content("application/problem+json", Reference(nameof(ProblemResponse))) },
            ["default"] = new JsonObject { ["description"] = "A problem (RFC 9457)", ["content"] = Content("application/problem+json", Reference(nameof(ProblemResponse))) },
        };
        return operation;
    }

    private static JsonObject Parameter(string name, string place, bool required, string description, string type) => new()
    {
        ["name"] = name, ["in"] = place, ["required"] = required, ["description"] = description, ["schema"] = new JsonObject { ["type"] = type },
    };

    private static IEnumerable<JsonNode> Walk(JsonNode node)
    {
        IEnumerable<JsonNode?> inner = node is JsonObject map ? map.Select(entry => entry.Value) : node is JsonArray list ? list : [];
        return inner.OfType<JsonNode>().SelectMany(Walk).Prepend(node);
    }
}
