using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentSafetyKit.Daemon.Contracts;

namespace AgentSafetyKit.Cli.Output;

/// <summary>Records as programs read them: one JSON document, camelCase, times in RFC 3339, sizes in bytes.</summary>
internal static class Json
{
    public static JsonRecords Records { get; } = JsonRecords.Default;

    /// <summary>For records that follow each other, one a line.</summary>
    public static JsonRecords LineRecords { get; } = new(new JsonSerializerOptions(JsonRecords.Default.Options) { WriteIndented = false });

    /// <summary>For records that the daemon's interface has too.</summary>
    public static ContractRecords Contracts { get; } = new(new JsonSerializerOptions(ContractRecords.Default.Options) { WriteIndented = true });

    /// <summary>As <see cref="Contracts"/>, for records that follow each other, one a line.</summary>
    public static ContractRecords LineContracts => ContractRecords.Default;

    /// <summary>A name of an enumeration as records write it: the first letter small.</summary>
    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    public static string Of<T>(T record, JsonTypeInfo<T> type) => JsonSerializer.Serialize(record, type);

    /// <param name="record">The record.</param>
    /// <param name="type">One of <see cref="LineRecords"/>.</param>
    public static string Line<T>(T record, JsonTypeInfo<T> type) => JsonSerializer.Serialize(record, type);
}
