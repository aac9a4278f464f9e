namespace AgentSafetyKit.UnitTests.Architecture;

public sealed class FileShapeTests
{
    private const string Here = "src/AgentSafetyKit.Core/Snapshots/Plan.cs";

    [Test]
    public void Every_file_holds_one_type_named_like_it() => Assert.That(SourceTree.CSharp("src").SelectMany(FileShape.OneTypeNamedLikeTheFile), Is.Empty);

    [TestCase("class Plan;\nclass Other;")]
    [TestCase("public sealed record Other(int A);")]
    [TestCase("public enum Plan { A }\n\ninternal readonly record struct Other(int B);")]
    [TestCase("public delegate void Plan(int a);\npublic interface IOther { }")]
    [TestCase("// class Plan;")]
    public void A_second_or_misnamed_type_is_found(string code) => Assert.That(FileShape.OneTypeNamedLikeTheFile(new SourceFile(Here, code)), Is.Not.Empty);

    [TestCase("Plan.cs", "public sealed class Plan { private struct Inner { } class A { } }")]
    [TestCase("Plan.Part.cs", "public static partial class Plan\n{\n    struct A { }\n}")]
    [TestCase("Plan.cs", "public sealed record Plan<T>(T A)\n    where T : class;")]
    public void Inner_types_and_parts_are_welcome(string name, string code) =>
        Assert.That(FileShape.OneTypeNamedLikeTheFile(new SourceFile("src/AgentSafetyKit.Core/Snapshots/" + name, code)), Is.Empty);

    [Test]
    public void The_namespace_is_the_folder()
    {
        Assert.That(SourceTree.CSharp("src").SelectMany(FileShape.NamespaceIsTheFolder), Is.Empty);
        Assert.That(SourceTree.CSharp("tests").SelectMany(FileShape.NamespaceIsTheFolder), Is.Empty);
    }

    [TestCase(Here, "namespace AgentSafetyKit.Mounts;")]
    [TestCase(Here, "namespace AgentSafetyKit.Core.Snapshots;")]
    [TestCase(Here, "class Plan;")]
    [TestCase("src/AgentSafetyKit.Cli/Commands/Run.cs", "namespace AgentSafetyKit.Cli;")]
    public void Another_namespace_is_found(string path, string code) => Assert.That(FileShape.NamespaceIsTheFolder(new SourceFile(path, code)), Is.Not.Empty);

    [Test]
    public void No_file_is_too_long()
    {
        Assert.That(SourceTree.CSharp("src").SelectMany(FileShape.NotTooLong), Is.Empty);
        Assert.That(SourceTree.CSharp("tests").SelectMany(FileShape.NotTooLong), Is.Empty);
    }

    [TestCase(Here, 400)]
    [TestCase("src/AgentSafetyKit.Cli/Commands/Run.cs", 80)]
    [TestCase("src/AgentSafetyKit.Cli/Program.cs", 100)]
    public void One_line_more_than_the_most_is_found(string path, int most)
    {
        Assert.That(FileShape.NotTooLong(new SourceFile(path, string.Concat(Enumerable.Repeat("x\n", most)))), Is.Empty);
        Assert.That(FileShape.NotTooLong(new SourceFile(path, string.Concat(Enumerable.Repeat("x\n", most + 1)))), Is.Not.Empty);
    }

    [Test]
    public void Every_public_type_of_Core_says_why_it_exists() =>
        Assert.That(FileShape.PublicTypesAreExplained(SourceTree.CSharp("src/AgentSafetyKit.Core")), Is.Empty);

    [TestCase("public class Plan;", false)]
    [TestCase("using A;\n\n[B]\npublic readonly struct Plan { }", false)]
    [TestCase("/// <summary>Because.</summary>\npublic class Plan;", true)]
    [TestCase("/// <summary>Because.</summary>\n[B(\n    1)]\npublic class Plan;", true)]
    [TestCase("internal class Plan;", true)]
    [TestCase("public enum Plan { A }", true)]
    public void A_public_type_without_a_comment_is_found(string code, bool good) =>
        Assert.That(FileShape.PublicTypesAreExplained([new SourceFile(Here, "namespace A;\n\n" + code)]).Any(), Is.Not.EqualTo(good));

    [Test]
    public void Nothing_is_left_for_later() => Assert.That(SourceTree.Files("src").SelectMany(FileShape.NothingLeftForLater), Is.Empty);

    [TestCase("// TODO: more")]
    [TestCase("throw new NotImplementedException();")]
    [TestCase("/* FIXME */")]
    [TestCase("# HACK")]
    public void What_is_left_for_later_is_found(string text) => Assert.That(FileShape.NothingLeftForLater(new SourceFile(Here, text)), Is.Not.Empty);

    [Test]
    public void Russian_always_stands_beside_its_English() => Assert.That(SourceTree.CSharp("src").SelectMany(FileShape.RussianStandsBesideEnglish), Is.Empty);

    [TestCase("var a = \"папка\";")]
    [TestCase("Write(\"папка\");")]
    [TestCase("new Text(\"папка\", \"folder\");")]
    [TestCase("int папка;")]
    [TestCase("var a = many ? \"папки\" : \"папка\";")]
    [TestCase("var a = russian ? b : \"папка\";")]
    [TestCase("Write(a, b); var c = \"папка\";")]
    public void Russian_alone_is_found(string code) => Assert.That(FileShape.RussianStandsBesideEnglish(new SourceFile(Here, code)), Is.Not.Empty);

    [TestCase("new Text(\"a folder\", \"папка\");")]
    [TestCase("Text a = new($\"a {b(1, 2)}\", $\"папка {b(1, 2)} и файл\");")]
    [TestCase("new Text(\"a\", many ? \"папки\" : \"папка\");")]
    [TestCase("var a = language == Language.Russian ? \"папка\" : \"folder\";")]
    [TestCase("var a = russian ? new Table(\"ПАПКА\", \"ФАЙЛ\") : new Table(\"FOLDER\", \"FILE\");")]
    [TestCase("// 1 папка, 2 папки")]
    [TestCase("return answer is \"Y\" or \"Д\" or \"ДА\";")]
    [TestCase("new Text(\"a\", Join(\"папка\"));")]
    [TestCase("new Text(\n    \"a\",\n    \"папка\" +\n    \"файл\");")]
    public void Russian_beside_English_is_not(string code) => Assert.That(FileShape.RussianStandsBesideEnglish(new SourceFile(Here, code)), Is.Empty);
}
