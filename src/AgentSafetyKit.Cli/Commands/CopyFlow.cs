using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Copying;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The work of <c>cp</c>: look at both ends, ask where something would be replaced, copy.</summary>
internal static class CopyFlow
{
    public static async Task<int> RunAsync(CommandContext context, string source, string destination, bool yes, bool dryRun, CancellationToken cancellation)
    {
        CopyEnd from = CopyEnd.Parse(source), to = CopyEnd.Parse(destination);
        if (from.Machine is null == to.Machine is null)
            throw CopyRefusals.NotBetween(from);

        string machine = (from.Machine ?? to.Machine)!;
        using FileLock use = await MachineHold.TakeAsync(context, machine, cancellation).ConfigureAwait(false);
        var guest = new GuestCopy(await MachineWords.ConnectAsync(context, machine, cancellation).ConfigureAwait(false));
        return from.Machine is null
            ? await SendAsync(context, guest, from, to, (yes, dryRun), cancellation).ConfigureAwait(false)
            : await FetchAsync(context, guest, from, to, (yes, dryRun), cancellation).ConfigureAwait(false);
    }

    private static async Task<int> FetchAsync(CommandContext context, GuestCopy guest, CopyEnd from, CopyEnd to, (bool, bool) answers, CancellationToken cancellation)
    {
        GuestPlace source = await guest.LookAsync(GuestPaths.Normal(from.Path), cancellation).ConfigureAwait(false);
        if (source.Kind is not (PlaceKind.File or PlaceKind.Folder))
            throw CopyRefusals.NoSource(from, source.Kind);
        using HostPlace place = HostPlace.Destination(context, to.Path, GuestPaths.NameOf(source.Path));
        CopyRefusals.RequireFits(source.Kind, place.IsLink && source.Kind == PlaceKind.File ? PlaceKind.File : place.Kind, Printable.Escape(place.Path));
        if (!await AgreedAsync(context, place.Kind, source.Kind, Printable.Escape(place.Path), answers, cancellation).ConfigureAwait(false))
            return 0;
        return Say(context, await guest.FetchAsync(source, place.Parent, place.Name, place.Kind, context.Terminal.Progress(), cancellation).ConfigureAwait(false), from.ToString(), Printable.Escape(place.Path));
    }

    private static async Task<int> SendAsync(CommandContext context, GuestCopy guest, CopyEnd from, CopyEnd to, (bool, bool) answers, CancellationToken cancellation)
    {
        using HostPlace source = HostPlace.Source(context, from.Path);
        string path = GuestPaths.Normal(to.Path);
        GuestPlace place = await guest.LookAsync(path, cancellation).ConfigureAwait(false);
        if (place.Kind == PlaceKind.Folder)
            place = await guest.LookAsync(GuestPaths.Join(path, source.Name), cancellation).ConfigureAwait(false);
        else if (to.Path.EndsWith('/'))
            throw CopyRefusals.NoSource(to, place.Kind);
        string shown = $"{to.Machine}:{Printable.Escape(place.Path)}";
        CopyRefusals.RequireFits(source.Kind, place.Kind, shown);
        if (!await AgreedAsync(context, place.Kind, source.Kind, shown, answers, cancellation).ConfigureAwait(false))
            return 0;
        CopyResult result = await guest.SendAsync(
            source.Parent, source.Name, GuestPaths.ParentOf(place.Path), HostPlace.RequireName(GuestPaths.NameOf(place.Path)), place.Kind, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        return Say(context, result, from.ToString(), shown);
    }

    private static async Task<bool> AgreedAsync(CommandContext context, PlaceKind there, PlaceKind what, string shown, (bool Yes, bool DryRun) answers, CancellationToken cancellation)
    {
        if (there != PlaceKind.Missing || answers.DryRun)
            context.Terminal.Say(CopyRefusals.Plan(there, what, shown));
        if (there == PlaceKind.Missing || answers.DryRun || answers.Yes)
            return !answers.DryRun;
        var nothingDone = new Text("nothing was copied", "ничего не скопировано");
        if (await context.Terminal.AskAsync(new Text("Copy?", "Скопировать?"), nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
            return true;
        throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
    }

    private static int Say(CommandContext context, CopyResult result, string from, string to)
    {
        context.Terminal.Result(new Text($"{from} → {to}: files: {result.Files}, {new ByteSize(result.Bytes)}", $"{from} → {to}: файлов: {result.Files}, {new ByteSize(result.Bytes)}"));
        foreach (Text note in result.Notes)
            context.Terminal.Warn(note);
        if (result.NoteCount > result.Notes.Count)
            context.Terminal.Warn(new Text($"and {result.NoteCount - result.Notes.Count} more", $"и ещё {result.NoteCount - result.Notes.Count}"));
        return result.NoteCount > 0 ? (int)ExitCode.Warnings : 0;
    }
}
