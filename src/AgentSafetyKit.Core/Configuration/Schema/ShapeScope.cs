namespace AgentSafetyKit.Configuration.Schema;

/// <summary>What checking a value needs besides the value.</summary>
internal sealed record ShapeScope(ConfigContext Context, ConfigProblemList Problems);
