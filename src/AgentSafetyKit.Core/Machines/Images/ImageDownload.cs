using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>Gets somebody else's image: finds out what its checksum has to be, fetches it, and checks it.</summary>
internal sealed class ImageDownload(CommandRunner runner, TimeProvider time)
{
    private const int MostListBytes = 1 << 20;
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(60);

    /// <summary>Fetches the file; a try that was broken off is gone on with.</summary>
    /// <param name="wanted">Of a kind that is downloaded.</param>
    /// <param name="release">Where a release is; else null.</param>
    /// <param name="expected">Null: nothing is known.</param>
    /// <param name="parts">The folder for what is not whole yet.</param>
    /// <param name="progress">Told of it.</param>
    /// <param name="cancellation">What was received stays.</param>
    /// <returns>The file, and its SHA-256.</returns>
    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>, <see cref="ErrorCode.NoSpace"/>.</exception>
    public async Task<(string File, string Sha256)> FetchAsync(ImageName wanted, ReleaseImage? release, Checksum? expected, string parts, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        Uri address = AddressOf(wanted, release);
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri + "#" + expected?.Hex)))[..16];
        string file = Path.Combine(parts, key + ".part");
        try
        {
            return (file, await new Download(new HttpTransfer(), time).FetchAsync(address, file, expected, progress, cancellation).ConfigureAwait(false));
        }
        catch (DownloadException error)
        {
            if (error.IsFinal)
                File.Delete(file);
            throw ImageStore.Failed(
                Printable.Escape(wanted.Value),
                new Text($"{address.GetLeftPart(UriPartial.Path)} could not be downloaded: {error.Cause.English}", $"{address.GetLeftPart(UriPartial.Path)} не скачать: {error.Cause.Russian}"),
                error.IsFinal
                    ? new Text("check the address and the checksum; what was downloaded is removed", "проверьте адрес и контрольную сумму; скачанное удалено")
                    : new Text("check the network and try again: what was received so far is kept", "проверьте сеть и повторите: полученное сохранено"));
        }
        catch (IOException error)
        {
            throw new KitException(
                ErrorCode.NoSpace,
                new Text($"the image '{Printable.Escape(wanted.Value)}' could not be kept", $"образ «{Printable.Escape(wanted.Value)}» не удалось сохранить"),
                Text.Verbatim(Printable.Escape(error.Message)),
                new Text("free some space, or set AGSEKIT_HOME to a folder on another disk; what was received so far is kept", "освободите место или укажите в AGSEKIT_HOME папку на другом диске; полученное сохранено"));
        }
    }

    /// <summary>What the vendor says the file has to add up to. Where the vendor signs its list and its keys are installed here, the signature must be right.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>.</exception>
    public async Task<Checksum> ExpectedAsync(ImageName wanted, ReleaseImage release, CancellationToken cancellation)
    {
        byte[] list = await ReadAsync(wanted, new Uri(release.Folder, release.Checksums), cancellation).ConfigureAwait(false);
        if (release.Signature is { } signature && release.Keyrings.FirstOrDefault(File.Exists) is { } keyring && ProgramPath.Find("gpgv") is not null)
            await RequireSignedAsync(wanted, list, await ReadAsync(wanted, new Uri(release.Folder, signature), cancellation).ConfigureAwait(false), keyring, cancellation).ConfigureAwait(false);
        return Checksum.Find(Encoding.ASCII.GetString(list), release.File) ?? throw ImageStore.Failed(
            Printable.Escape(wanted.Value),
            new Text($"{release.Checksums} at {release.Folder.Host} does not name {release.File}", $"в {release.Checksums} на {release.Folder.Host} нет {release.File}"),
            new Text($"use another image, such as {ImageName.BuiltDefault}", $"возьмите другой образ, например {ImageName.BuiltDefault}"));
    }

    public static Uri AddressOf(ImageName wanted, ReleaseImage? release) => release is null ? new Uri(wanted.Value) : new Uri(release.Folder, release.File);

    private async Task<byte[]> ReadAsync(ImageName wanted, Uri address, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        void Begin(HttpHead head)
        {
            if (head.Status != 200)
                throw Unreachable(wanted, address, Text.Verbatim($"HTTP {head.Status}"));
        }

        void Content(ReadOnlySpan<byte> bytes)
        {
            if (content.Length + bytes.Length > MostListBytes)
                throw Unreachable(wanted, address, new Text("it is too long for a list", "для списка она слишком длинная"));
            content.Write(bytes);
        }

        try
        {
            await new HttpTransfer().GetAsync(address, [], Begin, Content, cancellation).ConfigureAwait(false);
        }
        catch (DownloadException error)
        {
            throw Unreachable(wanted, address, error.Cause);
        }

        return content.ToArray();
    }

    private async Task RequireSignedAsync(ImageName wanted, byte[] list, byte[] signature, string keyring, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("agsekit-list-").FullName;
        try
        {
            string listFile = Path.Combine(folder, "list"), signatureFile = Path.Combine(folder, "list.gpg");
            await File.WriteAllBytesAsync(listFile, list, cancellation).ConfigureAwait(false);
            await File.WriteAllBytesAsync(signatureFile, signature, cancellation).ConfigureAwait(false);
            CommandResult result = await runner.RunAsync(CommandSpec.Of("gpgv", "--keyring", keyring, signatureFile, listFile), default, ListLimit, null, cancellation).ConfigureAwait(false);
            if (!result.Succeeded)
            {
                throw ImageStore.Failed(
                    Printable.Escape(wanted.Value),
                    new Text("its list of checksums is not signed by the vendor: somebody may have changed it on the way", "список контрольных сумм не подписан поставщиком: его могли подменить в пути"),
                    new Text("try again from another network; agsekit uses no image it can not trust", "повторите из другой сети; образ, которому нельзя доверять, не используется"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static KitException Unreachable(ImageName wanted, Uri address, Text cause) => ImageStore.Failed(
        Printable.Escape(wanted.Value),
        new Text($"{address} can not be read: {cause.English}", $"{address} не прочитать: {cause.Russian}"),
        ProgramPath.Find("mmdebstrap") is null
            ? new Text("check the network, or let the image be built from Debian's packages: sudo apt-get install mmdebstrap", "проверьте сеть или дайте собрать образ из пакетов Debian: sudo apt-get install mmdebstrap")
            : new Text($"check the network, or use an image that is built here: {ImageName.BuiltDefault}", $"проверьте сеть или возьмите образ, который собирается здесь: {ImageName.BuiltDefault}"));
}
