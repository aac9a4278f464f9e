using System.Text;
using AgentSafetyKit.Agents;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class AgentPolicyTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolders()
    {
        _root = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        Directory.CreateDirectory(Path.Combine(_root, "open/inner"));
        Directory.CreateDirectory(Path.Combine(_root, "closed"));
    }

    [TearDown]
    public void RemoveFolders() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Whoever_is_seen_second_is_the_one_that_must_not_go_on()
    {
        RunPlan plan = Plan("guest", "open");
        Assert.DoesNotThrow(() => plan.RequireAllowed([], [], isSent: true));
        Assert.DoesNotThrow(() => plan.RequireAllowed([Mount("open", "one")], [], isSent: true), "its own mount");
        Assert.That(Refused(() => plan.RequireAllowed([Mount("open", "one"), Mount("closed", "one")], [], isSent: true)), Does.Contain("closed"));
        Assert.DoesNotThrow(() => plan.RequireAllowed([Mount("closed", "two")], [], isSent: true), "in another VM");
        Assert.DoesNotThrow(() => Plan("friend", "open").RequireAllowed([Mount("closed", "one")], [], isSent: true));
    }

    [Test]
    public void A_folder_does_not_come_to_an_agent_that_it_does_not_allow()
    {
        RunPlan plan = Plan("friend", "closed");
        Assert.DoesNotThrow(() => plan.RequireAllowed([], [Run("friend", "open")], isSent: true));
        Assert.DoesNotThrow(() => plan.RequireAllowed([], [Run("guest", "closed")], isSent: true), "its own folder's runs were checked when they began");
        Assert.That(Refused(() => plan.RequireAllowed([], [Run("guest", "open")], isSent: true)), Does.Contain("guest"));
        Assert.That(Refused(() => plan.RequireAllowed([], [Run("nobody-knows", "open")], isSent: true)), Does.Contain("nobody-knows"));
    }

    [Test]
    public void A_folder_that_is_to_go_out_of_the_agents_way_does_not_refuse_it_until_it_has_not_gone()
    {
        KitConfig config = Config("", "other_folders: unmount");
        MountRecord closed = Mount("closed", "one");
        RunPlan plan = Plan("guest", "open", config, closed);
        Assert.That(FoldersAway.For(config, plan.Agent, plan.Machine, plan.Folder.Source, [closed, Mount("closed", "two"), Mount("open", "one")], []), Is.EqualTo(new[] { closed }));
        Assert.That(Refused(() => plan.RequireAllowed([closed], [], isSent: true)), Does.Contain("closed"), "it is still there when the agent is about to start");
        Assert.That(Refused(() => plan.RequireAllowed([closed], [Run("friend", "closed")], isSent: false)), Does.Contain("closed"), "somebody works in it");
        Assert.That(Refused(() => Plan("guest", "closed", config)), Does.Contain("closed"), "the folder of the run itself is no other one");
        Assert.That(Refused(() => Plan("guest", "open", null, closed)), Does.Contain("closed"), "nobody said that it may be taken out");
    }

    [Test]
    public void A_plan_is_refused_by_any_mount_that_overlaps()
    {
        KitConfig config = Config("  - {source: ROOT/open/inner, backup: ROOT/b3, allowed_agents: [friend]}\n");
        Assert.That(Refused(() => Plan("guest", "open", config)), Does.Contain("inner"));
        Assert.That(Refused(() => Plan("guest", "open/inner", config)), Does.Contain("inner"));
        Assert.DoesNotThrow(() => Plan("friend", "open", config));
    }

    private static string Refused(TestDelegate work)
    {
        KitException refusal = Assert.Throws<KitException>(work)!;
        Assert.That(refusal.Code, Is.EqualTo(ErrorCode.PolicyRefused));
        return refusal.Cause.English;
    }

    private RunPlan Plan(string agent, string folder, KitConfig? config = null, params MountRecord[] mounted)
    {
        var rules = new FolderRules("/nowhere", KitPaths.From(name => name == "AGSEKIT_HOME" ? Path.Combine(_root, "kit") : null, 1000), () => [], (_, _) => false);
        return new RunPlanner(config ?? Config(""), new AgentDefinitions("/nowhere", new ConfigContext("/", "/", 1)), rules, mounted, []).Plan(new RunRequest(agent, [], Path.Combine(_root, folder)));
    }

    private MountRecord Mount(string folder, string machine) => new() { Id = folder + machine, Source = Path.Combine(_root, folder), Target = "/x", Machine = machine };

    private RunRecord Run(string agent, string folder) => new()
    {
        Id = "20260101-000000-0000",
        Agent = agent,
        Machine = "one",
        Folder = Path.Combine(_root, folder),
        StartedAt = DateTimeOffset.UnixEpoch,
        Watcher = ProcessIdentity.Of(Environment.ProcessId),
    };

    private KitConfig Config(string more, string ofOne = "auto_ports: true")
    {
        string text = $$"""
            vms:
              one: {cpu: 1, ram: 1G, disk: 5G, {{ofOne}}}
              two: {cpu: 1, ram: 1G, disk: 5G}
            mounts:
              - {source: ROOT/open, backup: ROOT/b1}
              - {source: ROOT/closed, backup: ROOT/b2, allowed_agents: [friend]}
            {{more}}agents:
              guest: {type: command, command: [sh]}
              friend: {type: command, command: [sh]}
            """;
        ConfigReadResult read = ConfigReader.Read(Encoding.UTF8.GetBytes(text.Replace("ROOT", _root, StringComparison.Ordinal)), new ConfigContext("/home/user", "/home/user/.config", 2));
        return read.Config ?? throw new AssertionException(string.Join('\n', read.Errors.Select(problem => problem.Message.English)));
    }
}
