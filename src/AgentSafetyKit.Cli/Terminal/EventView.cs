using System.Globalization;
using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>One event as a line.</summary>
internal static class EventView
{
    public static void Print(KitEvent happened, UserTerminal terminal, bool json, TimeZoneInfo zone)
    {
        if (json)
        {
            terminal.Result(JsonSerializer.Serialize(EventRecord.Of(happened, terminal.Language), ContractRecords.Default.EventRecord));
            return;
        }

        string time = TimeZoneInfo.ConvertTime(happened.Timestamp, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        bool color = terminal.Settings.ColorOnOutput;
        string mark = happened.Level switch
        {
            EventLevel.Error => Style.Red(new Text("error: ", "ошибка: ").In(terminal.Language), color),
            EventLevel.Warning => Style.Yellow(new Text("warning: ", "внимание: ").In(terminal.Language), color),
            _ => "",
        };
        terminal.Result($"{Style.Dim(time, color)}  {mark}{happened.Words.In(terminal.Language)}");
    }
}
