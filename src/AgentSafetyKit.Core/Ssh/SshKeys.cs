using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Ssh;

/// <summary>Makes ed25519 key pairs with ssh-keygen(1): one for this install, and one for each guest, which gets it before it first answers, so no first connection is taken on trust.</summary>
public sealed class SshKeys(KitPaths paths, CommandRunner runner)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The private key of this install; its public half lies beside it with <c>.pub</c>.</summary>
    public string IdentityFile => Path.Combine(paths.SshFolder, "id_ed25519");

    /// <summary>Makes the install's key where it is missing; answers its public line.</summary>
    public async Task<string> EnsureIdentityAsync(CancellationToken cancellation)
    {
        PrivateFolder.Ensure(paths.SshFolder);
        using FileLock held = await FileLock.TakeAsync(Path.Combine(paths.LocksFolder, "ssh-key.lock"), null, cancellation).ConfigureAwait(false);
        if (File.Exists(IdentityFile))
        {
            // Every VM there is knows this key: one whose public half was lost is not made anew.
            if (!File.Exists(IdentityFile + ".pub"))
                await DeriveAsync(cancellation).ConfigureAwait(false);
        }
        else
        {
            string beside = IdentityFile + ".new";
            File.Delete(beside);
            File.Delete(beside + ".pub");
            await GenerateAsync(beside, "agsekit", cancellation).ConfigureAwait(false);
            File.Move(beside + ".pub", IdentityFile + ".pub", overwrite: true);
            File.Move(beside, IdentityFile);
        }

        return (await File.ReadAllTextAsync(IdentityFile + ".pub", cancellation).ConfigureAwait(false)).Trim();
    }

    private async Task DeriveAsync(CancellationToken cancellation)
    {
        CommandResult result = await runner.RunAsync(CommandSpec.Of("ssh-keygen", "-y", "-f", IdentityFile), default, Limit, null, cancellation).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            string shown = Printable.Escape(IdentityFile);
            throw new KitException(
                ErrorCode.InputOutput,
                new Text($"the key {shown} can not be read", $"ключ {shown} не читается"),
                Text.Verbatim(Printable.EscapeLines(result.Error).Trim()),
                new Text("bring it back from a backup of your own, or move it away: a new one is made, and the VMs there are have to be made anew", "верните его из своей резервной копии или уберите: будет создан новый, а имеющиеся ВМ придётся создать заново"));
        }

        AtomicFile.Write(IdentityFile + ".pub", result.Output);
    }

    /// <summary>Makes a key pair: <paramref name="path"/> (0600) and <paramref name="path"/>.pub; answers the public line without its comment.</summary>
    public async Task<string> GenerateAsync(string path, string comment, CancellationToken cancellation)
    {
        CommandResult result = await runner.RunAsync(
            CommandSpec.Of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path), default, Limit, null, cancellation).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw new KitException(
                ErrorCode.InputOutput,
                new Text($"no SSH key could be made at {path}", $"не удалось создать ключ SSH {path}"),
                Text.Verbatim(Printable.EscapeLines(result.Error).Trim()),
                new Text("check that the folder can be written and the disk is not full", "проверьте, что в папку можно писать и на диске есть место"));
        }

        string[] words = (await File.ReadAllTextAsync(path + ".pub", cancellation).ConfigureAwait(false)).Split(' ', StringSplitOptions.TrimEntries);
        return $"{words[0]} {words[1]}";
    }
}
