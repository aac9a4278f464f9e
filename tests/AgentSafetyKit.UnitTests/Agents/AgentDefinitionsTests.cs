using System.Collections.Immutable;
using System.Text;
using AgentSafetyKit.Agents;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Storage;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Agents;

/// <summary>Every definition that comes with the product: what its installation and its start are made of, held by a golden file. <c>AGSEKIT_REWRITE_DOCS=1</c> writes it anew.</summary>
public sealed class AgentDefinitionsTests
{
    private static readonly ConfigContext Context = new("/home/u", "/home/u/.config/agsekit", 4);
    private static readonly AgentDefinitions Ours = new("/nowhere", Context);
    private static readonly string Golden = Path.Combine(SourceTree.Root, "tests/AgentSafetyKit.UnitTests/Agents/Golden/plans.txt");

    private static IEnumerable<string> Types => AgentTypes.Known;

    [Test]
    public void The_plans_of_every_type_are_those_of_the_golden_file()
    {
        var text = new StringBuilder();
        foreach (string type in Types)
            Describe(text, Ours.Of(type));
        string made = text.ToString();
        if (Environment.GetEnvironmentVariable("AGSEKIT_REWRITE_DOCS") == "1")
            File.WriteAllText(Golden, made);
        Assert.That(made, Is.EqualTo(File.ReadAllText(Golden)));
    }

    [TestCaseSource(nameof(Types))]
    public void A_plan_names_scripts_there_are_and_no_secret_is_among_the_arguments(string type)
    {
        AgentDefinition definition = Ours.Of(type);
        if (definition.IsInstalled)
        {
            AgentInstallPlan plan = AgentInstallPlan.Of(definition, null, renew: false);
            Assert.That(plan.Scripts.Select(GuestScript.Read), Has.All.Not.Empty);
            Assert.That(plan.Bundles.Select(BundleKinds.Require), Has.All.Not.Null);
        }

        if (definition.OpenAi is not null)
        {
            var key = new SecretSource(SecretSourceKind.Env, "canary");
            AgentLaunchPlan launch = AgentLaunchPlan.Of(definition, Agent(type) with { OpenAi = new OpenAiSettings("http://127.0.0.1:8000/v1", "m", key) }, []);
            Assert.That(launch.Command.Concat(launch.Env.Values), Has.None.Contains("canary"));
            Assert.That(launch.EnvFrom.Values, Is.EqualTo(new[] { key }));
            Assert.That(launch.Command.Concat(launch.Env.Values).Where(word => word.Contains("{url}", StringComparison.Ordinal) || word.Contains("{model}", StringComparison.Ordinal)), Is.Empty);
        }
    }

    [Test]
    public void What_the_configuration_says_of_a_variable_comes_before_the_definition_but_not_before_what_always_holds()
    {
        AgentSettings forge = Agent("forgecode") with { Env = ImmutableSortedDictionary<string, string>.Empty.Add("FORGE_TRACKER", "true").Add("OTHER", "x") };
        Assert.That(AgentLaunchPlan.Of(Ours.Of("forgecode"), forge, []).Env, Is.EquivalentTo(new Dictionary<string, string> { ["FORGE_TRACKER"] = "false", ["OTHER"] = "x" }));
        AgentSettings aider = Agent("aider") with { EnvFrom = ImmutableSortedDictionary<string, SecretSource>.Empty.Add("AIDER_CHECK_UPDATE", new SecretSource(SecretSourceKind.Env, "X")) };
        Assert.That(AgentLaunchPlan.Of(Ours.Of("aider"), aider, []).Env.Keys, Does.Not.Contain("AIDER_CHECK_UPDATE"));
    }

    [Test]
    public void An_agent_that_can_not_be_pointed_elsewhere_says_so()
    {
        AgentSettings cline = Agent("cline") with { OpenAi = new OpenAiSettings("http://127.0.0.1:8000/v1", null, null) };
        Assert.That(Assert.Throws<KitException>(() => AgentLaunchPlan.Of(Ours.Of("cline"), cline, []))!.Code, Is.EqualTo(ErrorCode.ConfigInvalid));
        AgentSettings opencode = Agent("opencode") with { OpenAi = new OpenAiSettings("http://127.0.0.1:8000/v1", null, null) };
        Assert.That(Assert.Throws<KitException>(() => AgentLaunchPlan.Of(Ours.Of("opencode"), opencode, []))!.Cause.English, Does.Contain("openai_api.model"));
    }

    [Test]
    public void A_file_of_the_user_takes_the_place_of_ours_and_adds_types()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "codex.yaml", "program: codex\ninstall: {npm: \"@company/codex\"}\n");
        Write(folder, "mine.yaml", "program: my-agent\ninstall: {pip: my-agent}\nalways: {A: b}\n");
        Write(folder, "Not A Type.yaml", "");
        var own = new AgentDefinitions(folder.FullPath, Context);
        Assert.That(AgentDefinitions.OwnTypes(folder.FullPath), Is.EqualTo(new[] { "codex", "mine" }));
        AgentInstaller codex = own.Of("codex").Installer;
        Assert.That((codex.Kind, codex.From, codex.Node), Is.EqualTo((InstallerKind.Npm, "@company/codex", 0)), "nothing of ours is left in it");
        Assert.That((own.Of("mine").Program, own.Of("mine").Installer.Kind), Is.EqualTo(("my-agent", InstallerKind.Pip)));
        Assert.That(own.Of("claude").Program, Is.EqualTo("claude"));
    }

    [TestCase("install: {npm: x}\n", "program: is required")]
    [TestCase("program: a b\n", "mine.yaml:1:10: program: may have letters")]
    [TestCase("program: a\ninstall: {script: https://x.example/i}\n", "install.puts: is required")]
    [TestCase("program: a\nopenai: {protocol: openai, key: K, args: [\"--key={key}\"]}\n", "may not hold {key}")]
    [TestCase("program: a\ninstall: {npm: x, pip: y}\n", "mine.yaml:2:10: install: names two ways to install it")]
    [TestCase("program: a\ninstall: {script: http://x.example/i, puts: .local/bin/a}\n", "begins with https://")]
    [TestCase("program: a\ninstall: {script: \"https://user:word@x.example/i\", puts: .local/bin/a}\n", "holds no user or password")]
    [TestCase("program: a\ninstall: {source: git://x.example/i, tag: v, package: p}\n", "begins with https://")]
    [TestCase("program: a\ninstal: {npm: x}\n", "unknown key; did you mean 'install'?")]
    public void A_wrong_file_is_refused_with_the_place(string yaml, string words)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "mine.yaml", yaml);
        KitException error = Assert.Throws<KitException>(() => new AgentDefinitions(folder.FullPath, Context).Of("mine"))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.ConfigInvalid));
        Assert.That(error.Cause.English, Does.Contain(words));
    }

    [Test]
    public void All_that_is_wrong_with_types_is_found_at_once_and_the_files_are_named()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "mine.yaml", "program: a b\n");
        Write(folder, "right.yaml", "program: a\n");
        File.CreateSymbolicLink(folder.At("dangling.yaml"), "/no/such/file");
        var server = new OpenAiSettings("http://127.0.0.1:8000/v1", null, null);
        ConfigReadResult read = ConfigReader.Read("vms: {v: {cpu: 1, ram: 1G, disk: 9G}}\n"u8.ToArray(), Context);
        KitConfig config = read.Config! with { Agents = [Agent("cline") with { OpenAi = server }, Agent("codex") with { OpenAi = server }] };
        IReadOnlyList<KitException> found = new AgentDefinitions(folder.FullPath, Context).Check(config);
        Assert.That(found, Has.Count.EqualTo(3));
        Assert.That(found[0].Cause.English, Does.Contain("dangling.yaml"));
        Assert.That(found[0].Fix.English, Does.Contain("dangling.yaml").And.Not.Contain("config-example"));
        Assert.That(found[1].Cause.English, Does.Contain("mine.yaml:1:10"));
        Assert.That(found[2].Cause.English, Is.EqualTo("agents of the type 'cline' take no such address"));
        Assert.That(new AgentDefinitions("/nowhere", Context).Check(null), Is.Empty);
    }

    private static AgentSettings Agent(string type) => new("one", type, ["vm"], ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, SecretSource>.Empty, [], ["bash", "-l"], KeyOrigins.None);

    private static void Write(TemporaryFolder folder, string name, string text)
    {
        string file = folder.At(name);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void Describe(StringBuilder text, AgentDefinition definition)
    {
        text.Append(definition.Type).Append(": ").Append(definition.About).Append('\n');
        if (definition.IsInstalled)
        {
            AgentInstallPlan plan = AgentInstallPlan.Of(definition, "1.2.3", renew: true);
            text.Append("  needs    ").AppendJoin(' ', plan.Bundles).Append('\n').Append("  scripts  ").AppendJoin(' ', plan.Scripts).Append('\n').Append("  words    ").AppendJoin(" | ", plan.Words).Append('\n');
        }

        Describe(text, "plain", AgentLaunchPlan.Of(definition, Agent(definition.Type), ["--user"]));
        if (definition.OpenAi is { } mapping)
        {
            var server = new OpenAiSettings("http://10.0.0.5:8000/v1", "qwen3", new SecretSource(SecretSourceKind.File, "/key"));
            Describe(text, mapping.Protocol, AgentLaunchPlan.Of(definition, Agent(definition.Type) with { OpenAi = server, OwnHome = true }, ["--user"]));
        }
    }

    private static void Describe(StringBuilder text, string name, AgentLaunchPlan plan)
    {
        text.Append("  ").Append(name).Append(": ").AppendJoin(' ', plan.Command).Append('\n');
        foreach ((string variable, string value) in plan.Env)
            text.Append("    ").Append(variable).Append('=').Append(value).Append('\n');
        foreach ((string variable, SecretSource source) in plan.EnvFrom)
            text.Append("    ").Append(variable).Append(" from ").Append(source).Append('\n');
    }
}
