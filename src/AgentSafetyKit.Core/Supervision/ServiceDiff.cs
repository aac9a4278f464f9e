namespace AgentSafetyKit.Supervision;

/// <summary>What has to happen so that the services that run are those that are wanted. A value, so that it can be shown and tested without running anything.</summary>
/// <param name="Stop">Names of those that nobody wants, or not like that, in their order.</param>
/// <param name="Start">Those that are wanted and do not run, or run otherwise.</param>
public sealed record ServiceDiff(IReadOnlyList<string> Stop, IReadOnlyList<ServiceSpec> Start)
{
    public bool IsEmpty => Stop.Count + Start.Count == 0;

    /// <param name="running">What runs now.</param>
    /// <param name="wanted">What is to run; of two of one name the first counts.</param>
    public static ServiceDiff Between(IEnumerable<ServiceSpec> running, IEnumerable<ServiceSpec> wanted)
    {
        Dictionary<string, ServiceSpec> now = running.ToDictionary(spec => spec.Name, StringComparer.Ordinal);
        Dictionary<string, ServiceSpec> then = wanted.DistinctBy(spec => spec.Name).ToDictionary(spec => spec.Name, StringComparer.Ordinal);
        return new ServiceDiff(
            [.. now.Values.Where(spec => then.GetValueOrDefault(spec.Name)?.Wish != spec.Wish).Select(spec => spec.Name)],
            [.. then.Values.Where(spec => now.GetValueOrDefault(spec.Name)?.Wish != spec.Wish)]);
    }
}
