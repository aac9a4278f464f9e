using System.Globalization;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ImageListCommand
{
    public static KitCommand Create() => new("list", new Text("List the images that are here, and the VMs on them", "Показать имеющиеся образы и ВМ на них"))
    {
        Group = CommandGroup.Machines,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit image list", new Text("a table", "таблица")),
            new CommandExample("agsekit image list --json", new Text("for programs", "для программ")),
        ],
        Work = (context, _) =>
        {
            IReadOnlyList<(StoredImage Image, IReadOnlyList<string> Machines)> images = context.Services.Images.List();
            if (context.Json)
                context.Terminal.Result(Json.Of(new ImageListRecord([.. images.Select(item => ImageRecord.Of(item.Image, item.Machines))]), Json.Records.ImageListRecord));
            else if (images.Count == 0)
                context.Terminal.Say(new Text("There are no images yet. The first VM makes the one it needs.", "Образов пока нет. Нужный появится вместе с первой ВМ."));
            else
                context.Terminal.ResultRaw(TableOf(context, images).Render(context.Terminal.Settings.ColorOnOutput));
            return Task.FromResult(0);
        },
    };

    private static Table TableOf(CommandContext context, IReadOnlyList<(StoredImage Image, IReadOnlyList<string> Machines)> images)
    {
        Table table = context.Language == Language.Russian ? new Table("ОБРАЗ", "РАЗМЕР", "СОЗДАН", "ВМ", "ID") : new Table("IMAGE", "SIZE", "MADE", "VMS", "ID");
        foreach ((StoredImage image, IReadOnlyList<string> machines) in images)
        {
            DateTimeOffset made = TimeZoneInfo.ConvertTime(image.Made, context.Services.Time.LocalTimeZone);
            table.Add(Printable.Escape(image.Name), image.Size.ToString(), made.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), machines.Count == 0 ? "-" : string.Join(", ", machines), image.Id);
        }

        return table;
    }
}
