using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Writes a value of an enumeration by its name, the first letter small, as all names in records.</summary>
public sealed class CamelName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
