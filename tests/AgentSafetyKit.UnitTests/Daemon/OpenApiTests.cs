using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
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

    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For each route: what it is for, the media type of its answer, and the contract of that.</summary>
    private static readonly Dictionary<string, (string Summary, string MediaType, Type? Contract)> Told = new(StringComparer.Ordinal)
    {
        ["GET /healthz"] = ("Whether the daemon lives", "application/json", typeof(HealthResponse)),
        ["GET /readyz"] = ("Whether it has begun what the configuration wants", "application/json", typeof(HealthResponse)),
        ["GET /openapi.json"] = ("This document", "application/json", null),
        ["GET /metrics"] = ("Numbers for Prometheus", "text/plain", null),
        ["GET /v1/status"] = ("The whole picture: daemon, configuration, services, backups", "application/json", typeof(StatusResponse)),
        ["GET /v1/events"] = ("What happens, as server-sent events whose data is an EventRecord; with Last-Event-ID also what was missed", "text/event-stream", null),
    };

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
        Assert.That(names, Has.Length.EqualTo(Told.Count).And.Unique);
    }

    private static JsonObject Make()
    {
        var paths = new JsonObject();
        foreach (Route route in Api.Routes(null!).Routes)
        {
            Assert.That(Told.TryGetValue($"{route.Method} {route.Path}", out (string Summary, string MediaType, Type? Contract) told), $"{route.Method} {route.Path} is not described");
            if (!paths.ContainsKey(route.Path))
                paths[route.Path] = new JsonObject();
            paths[route.Path]![route.Method.ToLowerInvariant()] = Operation(route, told.Summary, told.MediaType, told.Contract);
        }

        var schemas = new JsonObject();
        foreach (Type contract in Told.Values.Select(told => told.Contract).OfType<Type>().Append(typeof(EventRecord)).Append(typeof(ProblemResponse)).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal))
            schemas[contract.Name] = ContractRecords.Default.GetTypeInfo(contract)!.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Agent Safety Kit", ["version"] = "1", ["summary"] = "The daemon of agsekit, on its unix socket.", ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "http://localhost", ["description"] = "The socket agsekit.sock in the runtime folder; only its owner may connect." }),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Operation(Route route, string summary, string mediaType, Type? contract)
    {
        static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };
        static JsonObject Answer(string description, string mediaType, JsonObject schema) =>
            new() { ["description"] = description, ["content"] = new JsonObject { [mediaType] = new JsonObject { ["schema"] = schema } } };
        var parameters = new JsonArray(Header("Accept-Language", "ru: words in Russian; else in English"));
        if (mediaType == "text/event-stream")
            parameters.Add(Header("Last-Event-ID", "The number of the event that was seen last"));
        string name = string.Concat(route.Path.Split('/', '.', '{', '}').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        return new JsonObject
        {
            ["operationId"] = $"{route.Method.ToLowerInvariant()}{name}",
            ["summary"] = summary,
            ["parameters"] = parameters,
            ["responses"] = new JsonObject
            {
                ["200"] = Answer("As asked", mediaType, contract is null ? new JsonObject { ["type"] = mediaType == "application/json" ? "object" : "string" } : Reference(contract.Name)),
                ["default"] = Answer("A problem (RFC 9457)", "application/problem+json", Reference(nameof(ProblemResponse))),
            },
        };
    }

    private static JsonObject Header(string name, string description) => new()
    {
        ["name"] = name, ["in"] = "header", ["required"] = false, ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static IEnumerable<JsonNode> Walk(JsonNode node)
    {
        IEnumerable<JsonNode?> inner = node is JsonObject map ? map.Select(entry => entry.Value) : node is JsonArray list ? list : [];
        return inner.OfType<JsonNode>().SelectMany(Walk).Prepend(node);
    }
}
