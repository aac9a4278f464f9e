using System.Collections.Immutable;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>Gathers problems in bounded memory: a hostile file can hold a million of them, and nobody reads past the first hundred. Errors and warnings are counted apart, so that warnings never crowd out an error.</summary>
internal sealed class ConfigProblemList
{
    private const int Most = 100;
    private readonly List<ConfigProblem> _problems = [];
    private readonly HashSet<ConfigProblem> _known = [];
    private int _errors;
    private int _warnings;

    public bool HasErrors => _errors > 0;

    /// <summary>Counts an error that there is no room for any more. False: there is, so it has to be worded and added.</summary>
    public bool CountsOnly()
    {
        if (_errors < Most)
            return false;
        _errors++;
        return true;
    }

    public void Error(ConfigRule rule, SourcePosition position, string path, Text message, string? suggestion = null) =>
        Add(new ConfigProblem(ConfigSeverity.Error, rule, position, path, message, suggestion), ref _errors);

    public void Warning(ConfigRule rule, SourcePosition position, string path, Text message) =>
        Add(new ConfigProblem(ConfigSeverity.Warning, rule, position, path, message), ref _warnings);

    /// <summary>All of them in the order of the file, with a last line for those that were left out.</summary>
    public ImmutableArray<ConfigProblem> ToSorted()
    {
        var sorted = _problems.OrderBy(p => p.Line).ThenBy(p => p.Column).ThenBy(p => p.Severity).ThenBy(p => p.Path, StringComparer.Ordinal).ToList();
        AddRest(sorted, _errors, ConfigSeverity.Error);
        AddRest(sorted, _warnings, ConfigSeverity.Warning);
        return [.. sorted];
    }

    private static void AddRest(List<ConfigProblem> sorted, int count, ConfigSeverity severity)
    {
        if (count <= Most)
            return;
        int rest = count - Most;
        Text message = severity == ConfigSeverity.Error
            ? new Text($"and {rest} more errors, not shown", $"и ещё ошибок, которые не показаны: {rest}")
            : new Text($"and {rest} more warnings, not shown", $"и ещё предупреждений, которые не показаны: {rest}");
        sorted.Add(new ConfigProblem(severity, ConfigRule.TooLarge, sorted[^1].Position, "", message));
    }

    private void Add(ConfigProblem problem, ref int count)
    {
        // An anchor used twice is checked twice; one place is one problem.
        if (count < Most && !_known.Add(problem))
            return;
        if (count++ < Most)
            _problems.Add(problem);
    }
}
