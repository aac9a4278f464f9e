namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Something that can be asked for.</summary>
/// <param name="Method">GET also answers HEAD.</param>
/// <param name="Path">Segments between slashes; one in braces stands for any.</param>
/// <param name="Answer">Writes the answer, or throws a <c>KitException</c>.</param>
internal sealed record Route(string Method, string Path, Func<Request, CancellationToken, Task> Answer)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();
    private readonly string[] _segments = Path.Split('/');

    /// <summary>The parameters it takes. Another one is refused: whoever gives <c>?dryRun=true</c> where the body says it would be wrong about what happens.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Its last segment, which is in braces, stands for all that is left of the path, slashes too.</summary>
    public bool TakesRest { get; init; }

    /// <summary>What stands for the segments in braces; null where the path is another one.</summary>
    /// <param name="given">The path, taken apart at its slashes.</param>
    public IReadOnlyDictionary<string, string>? Match(string[] given)
    {
        if (TakesRest && given.Length > _segments.Length)
            given = [.. given[..(_segments.Length - 1)], string.Join('/', given[(_segments.Length - 1)..])];
        if (given.Length != _segments.Length)
            return null;
        Dictionary<string, string>? values = null;
        for (int i = 0; i < given.Length; i++)
        {
            if (_segments[i].StartsWith('{') && given[i].Length > 0)
                (values ??= new Dictionary<string, string>(StringComparer.Ordinal))[_segments[i].Trim('{', '}')] = given[i];
            else if (_segments[i] != given[i])
                return null;
        }

        return values ?? None;
    }
}
