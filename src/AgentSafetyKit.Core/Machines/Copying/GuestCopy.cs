using System.Globalization;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Copying;

/// <summary>
/// Copies between the host and a guest over its SSH connection, as an archive through a pipe: any names, any sizes, nothing at all in between. The host writes and reads its side itself and
/// follows no link there; the guest is asked to do no more than tar(1) and mv(1). A copy that is broken off leaves nothing under the final name of a file or a new folder.
/// </summary>
public sealed class GuestCopy(SshConnection guest)
{
    private static readonly TimeSpan LookLimit = TimeSpan.FromMinutes(2);

    /// <summary>What is there.</summary>
    public async Task<GuestPlace> LookAsync(string path, CancellationToken cancellation)
    {
        GuestResult result = await guest.RequireAsync(["sh", "-c", GuestScript.Read("copy/look.sh"), "sh", path], default, LookLimit, cancellation).ConfigureAwait(false);
        string[] words = result.OutputText.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        PlaceKind kind = words.FirstOrDefault() switch
        {
            "file" => PlaceKind.File,
            "folder" => PlaceKind.Folder,
            "missing" => PlaceKind.Missing,
            _ => PlaceKind.Other,
        };
        long bytes = words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long said) ? said : 0;
        return new GuestPlace(path, kind, bytes);
    }

    /// <summary>Out of the guest.</summary>
    /// <param name="from">A file or a folder.</param>
    /// <param name="parent">Where it is put.</param>
    /// <param name="name">Under which name; one component.</param>
    /// <param name="there">What has that name now: a folder is filled up, a file replaced.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<CopyResult> FetchAsync(GuestPlace from, FolderHandle parent, string name, PlaceKind there, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        await guest.EnsureMasterAsync(cancellation).ConfigureAwait(false);
        var tally = new CopyTally(new Text($"copying out of VM '{guest.Target.Name}'", $"копируем из ВМ «{guest.Target.Name}»"), from.Bytes, progress);
        string what = from.Kind == PlaceKind.Folder ? "folder" : "file";
        await using PipedCommand sender = PipedCommand.Read(guest.ChannelSpec(["sh", "-c", GuestScript.Read("copy/send.sh"), "sh", from.Path, what]), cancellation);
        ArchiveException? broken = null;
        try
        {
            await OnOwnThreadAsync(() =>
            {
                var archive = new ArchiveReader(sender.Stream);
                var receiver = new TreeReceiver(parent, Terminated(name), tally);
                if (from.Kind != PlaceKind.Folder)
                    receiver.File(archive, cancellation);
                else if (there == PlaceKind.Folder)
                    receiver.Merge(archive, cancellation);
                else
                    receiver.NewFolder(archive, cancellation);
            }).ConfigureAwait(false);
        }
        catch (ArchiveException error)
        {
            cancellation.ThrowIfCancellationRequested();
            broken = error;
        }

        (int code, byte[] said) = await sender.EndAsync(cancellation).ConfigureAwait(false);
        string words = Printable.EscapeLines(said).Trim();
        if (broken is { IsCutOff: true } && code != 0)
            throw await FailedAsync(code, words, cancellation).ConfigureAwait(false);
        if (broken is not null)
            throw Failed(new Text($"the guest did not send what it should: {Printable.Escape(broken.Message)}\n{words}".Trim(), $"гость прислал не то, что должен: {Printable.Escape(broken.Message)}\n{words}".Trim()));
        if (code != 0 || words.Length > 0)
            tally.Note(new Text($"the guest says: {words}", $"гость сообщает: {words}"));
        return tally.Result();
    }

    /// <summary>Into the guest, as its user.</summary>
    /// <param name="parent">Where it lies on the host.</param>
    /// <param name="name">One component.</param>
    /// <param name="to">The guest's folder it is put into.</param>
    /// <param name="newName">Under which name.</param>
    /// <param name="there">What has that name now: a folder is filled up, a file replaced.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<CopyResult> SendAsync(
        FolderHandle parent, string name, string to, string newName, PlaceKind there, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        await guest.EnsureMasterAsync(cancellation).ConfigureAwait(false);
        var tree = new TreeSender(parent, Terminated(name));
        CopyTally? tally = null;
        string how = there switch { PlaceKind.Folder => "merge", PlaceKind.Missing => "new", _ => "replace" };
        await using PipedCommand receiver = PipedCommand.Write(guest.ChannelSpec(["sh", "-c", GuestScript.Read("copy/receive.sh"), "sh", to, newName, how]), cancellation);
        bool refused = false;
        try
        {
            await OnOwnThreadAsync(() =>
            {
                tally = new CopyTally(new Text($"copying into VM '{guest.Target.Name}'", $"копируем в ВМ «{guest.Target.Name}»"), tree.Measure(cancellation), progress);
                using var buffered = new BufferedStream(receiver.Stream, 256 * 1024);
                tree.Send(new ArchiveWriter(buffered), tally, cancellation);
            }).ConfigureAwait(false);
        }
        catch (SystemCallException error) when (error.Errno == Errno.EPIPE)
        {
            // It has ended, and says why.
            refused = true;
        }

        (int code, byte[] said) = await receiver.EndAsync(cancellation).ConfigureAwait(false);
        string words = Printable.EscapeLines(said).Trim();
        if (code != 0 || refused)
            throw await FailedAsync(code, words, cancellation).ConfigureAwait(false);
        return tally!.Result();
    }

    private static Task OnOwnThreadAsync(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static byte[] Terminated(string name) => [.. System.Text.Encoding.UTF8.GetBytes(name), 0];

    private async Task<KitException> FailedAsync(int code, string words, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (code == GuestExit.AmbiguousCode && !await guest.IsAliveAsync(cancellation).ConfigureAwait(false))
        {
            return new KitException(
                ErrorCode.GuestUnreachable,
                new Text($"the connection to VM '{guest.Target.Name}' broke", $"связь с ВМ «{guest.Target.Name}» прервалась"),
                words.Length > 0 ? Text.Verbatim(words) : new Text("it no longer answers", "она больше не отвечает"),
                Text.Verbatim("agsekit vms"));
        }

        return Failed(words.Length > 0 ? Text.Verbatim(words) : new Text($"the guest's side ended with {code}", $"сторона гостя завершилась с кодом {code}"));
    }

    private KitException Failed(Text cause) => new(
        ErrorCode.GuestCommandFailed,
        new Text($"the copy with VM '{guest.Target.Name}' failed", $"копирование с ВМ «{guest.Target.Name}» не удалось"),
        cause,
        new Text("check the path in the VM, its free space and who may read and write there", "проверьте путь в ВМ, свободное место и права на чтение и запись"));
}
