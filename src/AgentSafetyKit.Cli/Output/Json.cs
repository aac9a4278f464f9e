using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AgentSafetyKit.Cli.Output;

/// <summary>Records as programs read them: one JSON document, camelCase, times in RFC 3339, sizes in bytes.</summary>
internal static class Json
{
    public static JsonRecords Records { get; } = JsonRecords.Default;

    /// <summary>A name of an enumeration as records write it: the first letter small.</summary>
    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    public static string Of<T>(T record, JsonTypeInfo<T> type) => JsonSerializer.Serialize(record, type);
}
