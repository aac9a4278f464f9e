namespace AgentSafetyKit.Supervision;

/// <summary>A piece of work that is to go on for as long as the daemon lives, or until nobody wants it any more.</summary>
/// <param name="Name">Unique, the kind before a colon: <c>backup:/home/u/project</c>.</param>
/// <param name="Wish">Everything the work depends on, as a value: two specs with the same wish are the same work, which then is left alone.</param>
/// <param name="Work">Goes on until cancelled. Whatever else ends it is a failure, and it is begun again after a while.</param>
public sealed record ServiceSpec(string Name, string Wish, Func<CancellationToken, Task> Work)
{
    /// <summary>What is before the colon of the name.</summary>
    public string Kind => Name.Split(':', 2)[0];
}
