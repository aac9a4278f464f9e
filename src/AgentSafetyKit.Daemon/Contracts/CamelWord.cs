using System.Text.Json;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Values of enumerations as all records write them: by name, the first letter small.</summary>
public static class CamelWord
{
    public static string Of(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
