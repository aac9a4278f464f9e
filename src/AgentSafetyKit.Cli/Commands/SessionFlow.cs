using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Asks the daemon about sessions.</summary>
internal static class SessionFlow
{
    /// <summary>An emulated VM takes its time, and an image may have to be fetched.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static KitArgument<string> Id()
    {
        var id = new KitArgument<string>("ID", new Text("The session's id", "Идентификатор сеанса"));
        id.CompletionSources.Add(_ => LiveNames.Sessions(KitServices.OfProcess()));
        return id;
    }

    public static Task<T> AskAsync<T>(CommandContext context, string method, string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        new DaemonClient(context.Services.Paths.DaemonSocket, context.Language).SendAsync(method, path, body, type, Patience, cancellation);

    public static string PathOf(string id) => "/v1/sessions/" + Uri.EscapeDataString(id);

    public static Table TableOf(CommandContext context, IEnumerable<SessionRecord> sessions)
    {
        Table table = context.Language == Language.Russian ? new Table("СЕАНС", "СОЗДАН", "ДО", "ПАМЯТЬ", "СЕТЬ", "ОБРАЗ") : new Table("SESSION", "MADE", "UNTIL", "MEMORY", "NETWORK", "IMAGE");
        string Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, context.Services.Time.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        foreach (SessionRecord one in sessions)
            table.Add(one.Id, Local(one.CreatedAt), one.ExpiresAt is { } end ? Local(end) : "-", new ByteSize(one.Limits.Memory).ToString(), one.Network, Printable.Escape(one.Image));
        return table;
    }
}
