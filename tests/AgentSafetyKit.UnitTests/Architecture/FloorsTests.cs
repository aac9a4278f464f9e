namespace AgentSafetyKit.UnitTests.Architecture;

public sealed class FloorsTests
{
    [Test]
    public void Every_room_of_Core_uses_only_rooms_below_it() => Assert.That(Floors.Check(SourceTree.CSharp("src/AgentSafetyKit.Core")), Is.Empty);

    [TestCase("Snapshots", "using AgentSafetyKit.Mounts;", "sideways")]
    [TestCase("Mounts", "using AgentSafetyKit.Machines;", "sideways")]
    [TestCase("Processes", "using AgentSafetyKit.Storage;", "sideways")]
    [TestCase("Native", "using AgentSafetyKit.Processes;", "up")]
    [TestCase("Machines", "using AgentSafetyKit.Sessions;", "up")]
    [TestCase("Snapshots", "using AgentSafetyKit.Native;", "to the cellar without a key")]
    [TestCase("Errors", "using static AgentSafetyKit.Native.Libc;", "static, up")]
    [TestCase("Snapshots", "using Box = AgentSafetyKit.Mounts.Box;", "by another name")]
    [TestCase("Snapshots", "class A { AgentSafetyKit.Mounts.Box b; }", "by its full name")]
    [TestCase("Snapshots", "class A { global::AgentSafetyKit.Mounts.Box b; }", "by its full name from the root")]
    [TestCase("Snapshots", "class A { object b = new Mounts.Box(); }", "by a name that starts with the room")]
    [TestCase("Snapshots", "class A { string b = $\"{Mounts.Box.C}\"; }", "in the hole of a string")]
    [TestCase("Snapshots", "using AgentSafetyKit.Cli;", "to another project")]
    [TestCase("Cupboard", "class A;", "no floor")]
    public void A_door_in_the_wrong_place_is_found(string room, string code, string why)
    {
        Finding[] found = [.. Floors.Check([InRoom(room, "A", "namespace AgentSafetyKit;\n" + code), InRoom("Mounts", "Box", "class Box;")])];

        Assert.That(found, Has.Length.EqualTo(1), why);
        Assert.That(found[0].Path, Is.EqualTo($"src/AgentSafetyKit.Core/{room}/A.cs"));
        Assert.That(found[0].Line, Is.EqualTo(room == "Cupboard" ? 1 : 2));
    }

    [TestCase("Mounts", "namespace AgentSafetyKit.Mounts;\nusing AgentSafetyKit.Native;")]
    [TestCase("Sessions", "namespace AgentSafetyKit.Sessions;\nusing AgentSafetyKit.Mounts;\nusing AgentSafetyKit.Snapshots;")]
    [TestCase("Machines", "namespace AgentSafetyKit.Machines.Qemu;\nusing AgentSafetyKit.Machines.Images;")]
    [TestCase("Snapshots", "// using AgentSafetyKit.Mounts;\nclass A { string s = \"AgentSafetyKit.Mounts\"; }")]
    [TestCase("Snapshots", "class A { int n = Mounts.Count; int m = b.Mounts.Box; }")]
    public void A_door_in_the_right_place_is_none(string room, string code) =>
        Assert.That(Floors.Check([InRoom(room, "A", code), InRoom("Mounts", "Box", "class Box;")]), Is.Empty);

    /// <summary>What a project file gives to every source file, the source can not show.</summary>
    [Test]
    public void Core_has_no_usings_for_all_files()
    {
        Assert.That(File.ReadAllText(Path.Combine(SourceTree.Root, "src/AgentSafetyKit.Core/AgentSafetyKit.Core.csproj")), Does.Not.Contain("<Using "));
        Assert.That(SourceTree.CSharp("src/AgentSafetyKit.Core").Where(file => file.Code.Contains("global using", StringComparison.Ordinal)), Is.Empty);
    }

    private static SourceFile InRoom(string room, string type, string text) => new($"src/AgentSafetyKit.Core/{room}/{type}.cs", text);
}
