using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// Fetches one large file by HTTP (RFC 9110): goes on where it was broken off, by this call or by an earlier one, if the server still has the same file (a range with If-Range); checks the sum of what it received.
/// A server that falls silent is asked again; a slow one is waited for.
/// </summary>
/// <param name="transfer">Asks.</param>
/// <param name="time">The clock.</param>
internal sealed class Download(HttpTransfer transfer, TimeProvider time)
{
    private const int MostFailures = 5;
    private const int Ok = 200, PartialContent = 206, RangeNotSatisfiable = 416;
    /// <summary>Before the second try; doubled for each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No file is longer.</summary>
    public ByteSize MostBytes { get; init; } = ByteSize.FromGibibytes(20);

    /// <summary>Fetches it into a file.</summary>
    /// <param name="address">What.</param>
    /// <param name="target">Where to; what an earlier try received is there already.</param>
    /// <param name="expected">Null: nothing is known of it.</param>
    /// <param name="progress">Told of the bytes.</param>
    /// <param name="cancellation">What was received stays.</param>
    /// <returns>Its SHA-256, in hexadecimal digits.</returns>
    /// <exception cref="DownloadException">It could not be had, or is not what it should be; then nothing of it is left.</exception>
    public async Task<string> FetchAsync(Uri address, string target, Checksum? expected, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        string state = target + ".state";
        using FileStream file = new(target, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 64 * 1024);
        bool resumed = file.Length > 0;
        for (int failures = 0; ;)
        {
            long before = file.Length;
            try
            {
                await ReceiveAsync(address, file, state, progress, cancellation).ConfigureAwait(false);
                progress.Report(new WorkProgress(new Text("checking what was downloaded", "проверяем скачанное")));
                string sha256 = await SumAsync(file, HashAlgorithmName.SHA256, cancellation).ConfigureAwait(false);
                string sum = expected is null || expected.Algorithm == HashAlgorithmName.SHA256 ? sha256 : await SumAsync(file, expected.Algorithm, cancellation).ConfigureAwait(false);
                if (expected is null || sum == expected.Hex)
                {
                    file.Flush(flushToDisk: true);
                    File.Delete(state);
                    return sha256;
                }

                file.SetLength(0);
                if (!resumed)
                    throw new DownloadException(
                        new Text($"its {expected.Algorithm.Name} is {sum}, and not {expected.Hex}", $"её {expected.Algorithm.Name} — {sum}, а должна быть {expected.Hex}"), isFinal: true);
                // The beginning may have been of another file: once more as a whole.
                resumed = false;
                continue;
            }
            catch (DownloadException error) when (!error.IsFinal)
            {
                failures = file.Length > before ? 1 : failures + 1;
                resumed |= file.Length > 0;
                if (failures >= MostFailures)
                    throw;
                progress.Report(new WorkProgress(new Text($"trying again: {error.Cause.English}", $"пробуем ещё раз: {error.Cause.Russian}")));
            }

            await Task.Delay(FirstPause * Math.Pow(2, failures - 1), time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync(Uri address, FileStream file, string state, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        string validator = file.Length > 0 && File.Exists(state) ? await File.ReadAllTextAsync(state, cancellation).ConfigureAwait(false) : "";
        if (validator.Length == 0)
            file.SetLength(0);
        string[] fields = file.Length == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"Range: bytes={file.Length}-"), "If-Range: " + validator];
        Text doing = new($"downloading from {Printable.Escape(address.Host)}", $"скачиваем с {Printable.Escape(address.Host)}");
        long? total = -1;
        void Begin(HttpHead head)
        {
            total = Accept(head, file);
            file.Position = file.Length;
            if (total is not null)
                AtomicFile.Write(state, Encoding.UTF8.GetBytes(head.Validator));
        }

        void Content(ReadOnlySpan<byte> bytes)
        {
            if (total is null)
                return; // of a refusal: all of it was here already
            if (file.Length + bytes.Length > MostBytes.Bytes)
                throw TooLong();
            file.Write(bytes);
            progress.Report(new WorkProgress(doing, file.Length, Math.Max(total.Value, 0), ProgressUnit.Bytes));
        }

        await transfer.GetAsync(address, fields, Begin, Content, cancellation).ConfigureAwait(false);
        if (total > file.Length)
            throw Broken(new Text("the server broke it off", "сервер прервал передачу"));
    }

    /// <summary>How much there will be in all, -1 where that is not known; null: nothing is left to receive. Sets the file back where it has to begin anew.</summary>
    private long? Accept(HttpHead head, FileStream file)
    {
        if (head.Status == PartialContent && head.Range is { } part && part.From == file.Length)
            return Bounded(part.Total);
        if (head.Status == RangeNotSatisfiable && head.Fields.GetValueOrDefault("content-range") == string.Create(CultureInfo.InvariantCulture, $"bytes */{file.Length}"))
            return null;
        file.SetLength(0);
        if (head.Status is RangeNotSatisfiable or PartialContent)
            throw Broken(new Text("the server has another file by now", "на сервере уже другой файл"));
        if (head.Status == Ok)
            return Bounded(head.Length);
        bool passes = head.Status is 408 or 429 or >= 500;
        string reason = Printable.Escape(head.Reason);
        throw new DownloadException(new Text($"the server answers {head.Status} {reason}".TrimEnd(), $"сервер отвечает {head.Status} {reason}".TrimEnd()), isFinal: !passes);
    }

    private long Bounded(long length) => length > MostBytes.Bytes ? throw TooLong() : length;

    private static async Task<string> SumAsync(FileStream file, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        file.Position = 0;
        using HashAlgorithm sum = algorithm == HashAlgorithmName.SHA512 ? SHA512.Create() : SHA256.Create();
        return Convert.ToHexStringLower(await sum.ComputeHashAsync(file, cancellation).ConfigureAwait(false));
    }

    private DownloadException TooLong() => new(new Text($"it is longer than {MostBytes}", $"она больше {MostBytes}"), isFinal: true);

    private static DownloadException Broken(Text cause) => new(cause, isFinal: false);
}
