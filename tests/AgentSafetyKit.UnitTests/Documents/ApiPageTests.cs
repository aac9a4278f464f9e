using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>The page about the interface names every route there is with its methods, and no other.</summary>
public sealed class ApiPageTests
{
    [Test]
    public void The_page_names_every_route_and_its_methods()
    {
        string[] told = [.. Rows().SelectMany(row => row.Paths.SelectMany(path => row.Methods.Select(method => $"{method} {path}"))).Order(StringComparer.Ordinal)];
        string[] there = [.. Api.Routes(null!).Routes.Select(route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal)];
        Assert.That(told, Is.EqualTo(there));
    }

    /// <summary>A row of the table: paths between backquotes, then methods.</summary>
    private static IEnumerable<(string[] Paths, string[] Methods)> Rows() =>
        File.ReadLines(Path.Combine(SourceTree.Root, "docs/api.md")).Where(line => line.StartsWith("| `/", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Split(", ").Select(path => path.Trim('`')).ToArray(), cells[2].Split(", ")));
}
