using System.Text.Json.Nodes;
using AgentSafetyKit.Processes;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Daemon;

/// <summary>The description of the interface is OpenAPI for others too: a validator that many use says so. It has to be there: <c>./build.sh test</c> installs it.</summary>
public sealed class OpenApiValidatorTests
{
    private const string Script = """
        const parser = require("@apidevtools/swagger-parser");
        (parser.default ?? parser).validate(process.argv[1]).then(made => console.log(Object.keys(made.paths).length), wrong => { console.error(String(wrong.message).slice(0, 4000)); process.exit(1); });
        """;

    private static readonly string Document = Path.Combine(SourceTree.Root, "src/AgentSafetyKit.Daemon/openapi.json");

    [Test]
    public async Task The_description_is_OpenAPI()
    {
        CommandResult said = await Validate(Document);
        Assert.That(said.ExitCode, Is.Zero, said.ErrorText);
        Assert.That(int.Parse(said.OutputText, System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThan(25));
    }

    [Test]
    public async Task A_description_without_answers_would_be_refused()
    {
        JsonNode document = JsonNode.Parse(await File.ReadAllTextAsync(Document))!;
        document["paths"]!["/v1/vms"]!["get"]!["responses"] = "nonsense";
        string broken = Path.Combine(Path.GetTempPath(), $"openapi-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(broken, document.ToJsonString());
        try
        {
            Assert.That((await Validate(broken)).ExitCode, Is.Not.Zero);
        }
        finally
        {
            File.Delete(broken);
        }
    }

    private static async Task<CommandResult> Validate(string file)
    {
        string folder = Environment.GetEnvironmentVariable("AGSEKIT_OPENAPI_VALIDATOR") ?? await DefaultFolder();
        Assert.That(Path.Combine(folder, "node_modules/@apidevtools/swagger-parser"), Does.Exist, "./build.sh test installs it");
        return await new CommandRunner(TimeProvider.System).RunAsync(CommandSpec.Of("node", "-e", Script, file) with { WorkingFolder = folder }, default, TimeSpan.FromMinutes(1), null, CancellationToken.None);
    }

    private static async Task<string> DefaultFolder()
    {
        CommandResult told = await new CommandRunner(TimeProvider.System).RunAsync(
            CommandSpec.Of("bash", "-c", "source ./build-needs.sh && openapi_validator_folder") with { WorkingFolder = SourceTree.Root }, default, TimeSpan.FromMinutes(1), null, CancellationToken.None);
        return told.OutputText.Trim();
    }
}
