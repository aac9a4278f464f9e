namespace AgentSafetyKit.Boxes;

/// <summary>A box as its VM tells of it; safe to print.</summary>
/// <param name="Name">Of the box.</param>
/// <param name="IsRunning">Else it was stopped, with its VM perhaps; entering it starts it.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="EndsAt">When it is removed; null: never.</param>
/// <param name="Network">none or open.</param>
/// <param name="Image">What it was made from.</param>
public sealed record BoxInfo(string Name, bool IsRunning, DateTimeOffset MadeAt, DateTimeOffset? EndsAt, string Network, string Image);
