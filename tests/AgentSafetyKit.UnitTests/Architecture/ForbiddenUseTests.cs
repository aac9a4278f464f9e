namespace AgentSafetyKit.UnitTests.Architecture;

public sealed class ForbiddenUseTests
{
    [TestCaseSource(typeof(ForbiddenUse), nameof(ForbiddenUse.All))]
    public void The_source_keeps_the_rule(ForbiddenUse rule) => Assert.That(SourceTree.CSharp("src").SelectMany(rule.Check), Is.Empty);

    [TestCase("console", "Cli/Commands/A.cs", "Console.WriteLine(1);")]
    [TestCase("console", "Core/Sessions/A.cs", "System.Console.Out.Flush();")]
    [TestCase("clock", "Core/Sessions/A.cs", "var a = DateTime.Now;")]
    [TestCase("clock", "Cli/A.cs", "var a = DateTimeOffset.UtcNow.Date;")]
    [TestCase("process", "Core/Machines/A.cs", "using System.Diagnostics.Process;")]
    [TestCase("process", "Core/Machines/A.cs", "using var a = Process.Start(b);")]
    [TestCase("process", "Core/Machines/A.cs", "var a = new ProcessStartInfo(b);")]
    [TestCase("paths", "Core/Snapshots/A.cs", "if (File.Exists(a)) { }")]
    [TestCase("paths", "Core/FileTree/A.cs", "Directory.CreateDirectory(a);")]
    [TestCase("paths", "Core/Mounts/Sftp/A.cs", "var a = new FileStream(b);")]
    [TestCase("native", "Core/FileTree/A.cs", "unsafe void A() { }")]
    [TestCase("native", "Cli/Terminal/A.cs", "[LibraryImport(a)]")]
    [TestCase("native", "Core/Storage/A.cs", "Marshal.Copy(a, b);")]
    [TestCase("async void", "Cli/A.cs", "async void A() { }")]
    [TestCase("blocking", "Core/Sessions/A.cs", "var a = b.Result;")]
    [TestCase("blocking", "Core/Sessions/A.cs", "b.Wait();")]
    [TestCase("blocking", "Core/Sessions/A.cs", "var a = b.GetAwaiter().GetResult();")]
    [TestCase("culture", "Cli/A.cs", "var a = CultureInfo.CurrentCulture;")]
    public void Whoever_breaks_the_rule_is_found_at_the_right_line(string rule, string path, string code)
    {
        Finding[] found = [.. Rule(rule).Check(File(path, "namespace A;\n\n" + code))];

        Assert.That(found, Has.Length.EqualTo(1));
        Assert.That(found[0].Line, Is.EqualTo(3));
    }

    [TestCase("console", "Cli/Terminal/A.cs", "Console.WriteLine(1);")]
    [TestCase("console", "Core/Sessions/A.cs", "a.Console.Write(); // Console.Write")]
    [TestCase("clock", "Core/Sessions/A.cs", "var a = time.GetUtcNow();")]
    [TestCase("process", "Core/Machines/A.cs", "using AgentSafetyKit.Processes; int a = ChildProcess.Start(b);")]
    [TestCase("paths", "Core/Storage/A.cs", "if (File.Exists(a)) { }")]
    [TestCase("paths", "Core/FileTree/A.cs", "if (entry.File.Exists) { } string a = \"File.Open\"; File?.Dispose();")]
    [TestCase("native", "Core/Native/A.cs", "unsafe void A() { }")]
    [TestCase("blocking", "Core/Sessions/A.cs", "await a.WaitAsync(b); RestoreResult c;")]
    public void Whoever_keeps_the_rule_is_not(string rule, string path, string code) => Assert.That(Rule(rule).Check(File(path, code)), Is.Empty);

    private static ForbiddenUse Rule(string name) => ForbiddenUse.All.Single(rule => rule.Name == name);

    private static SourceFile File(string path, string text) => new($"src/AgentSafetyKit.{path}", text);
}
