using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Cli.Output;

/// <summary>Writes a value of an enumeration by its name, the first letter small, as all names in records.</summary>
internal sealed class CamelName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
