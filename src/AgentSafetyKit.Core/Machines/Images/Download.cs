using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// Fetches one large file by HTTP (RFC 9110): goes on where it was broken off, by this call or by an earlier one, if the server still has the same file (a range with If-Range); checks the sum of what it received.
/// A server that sends nothing for <see cref="Silence"/> is asked again; a slow one is waited for.
/// </summary>
/// <param name="client">Asks.</param>
/// <param name="time">The clock.</param>
internal sealed class Download(HttpClient client, TimeProvider time)
{
    private const int MostFailures = 5;
    private const int BufferLength = 128 * 1024;

    /// <summary>So long the server may send nothing.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

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
        using FileStream file = new(target, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous);
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
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        string? validator = file.Length > 0 && File.Exists(state) ? await File.ReadAllTextAsync(state, cancellation).ConfigureAwait(false) : null;
        if (string.IsNullOrEmpty(validator))
            file.SetLength(0);
        else
            Resume(request, file.Length, validator);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            silence.CancelAfter(Silence);
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            long? total = Accept(answer, file);
            if (total is null)
                return; // all of it was here already
            AtomicFile.Write(state, Encoding.UTF8.GetBytes(ValidatorOf(answer)));
            Text doing = new($"downloading {Printable.Escape(address.Host)}", $"скачиваем с {Printable.Escape(address.Host)}");
            using Stream content = await answer.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            byte[] buffer = new byte[BufferLength];
            file.Position = file.Length;
            while (true)
            {
                silence.CancelAfter(Silence);
                int count = await content.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
                if (count == 0)
                    break;
                if (file.Length + count > MostBytes.Bytes)
                    throw TooLong();
                await file.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                progress.Report(new WorkProgress(doing, file.Length, Math.Max(total.Value, 0), ProgressUnit.Bytes));
            }

            if (total >= 0 && file.Length < total)
                throw Broken(new Text("the server broke it off", "сервер прервал передачу"));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Broken(new Text($"the server sent nothing for {Silence.TotalSeconds:0.#} s", $"сервер молчал {Silence.TotalSeconds:0.#} с"));
        }
        catch (Exception error) when (error is HttpRequestException or HttpIOException || (error is IOException && error.HResult != NoSpace))
        {
            throw Broken(Text.Verbatim(Printable.Escape(error.InnerException?.Message ?? error.Message)));
        }
    }

    /// <summary>ENOSPC, as the class library gives it.</summary>
    private const int NoSpace = 28;

    /// <summary>How much there will be in all, -1 where that is not known; null: nothing is left to receive. Sets the file back where it has to begin anew.</summary>
    private long? Accept(HttpResponseMessage answer, FileStream file)
    {
        if (answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange is { From: { } from } range && from == file.Length)
            return Bounded(range.Length ?? -1);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && answer.Content.Headers.ContentRange?.Length == file.Length)
            return null;
        file.SetLength(0);
        if (answer.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent)
            throw Broken(new Text("the server has another file by now", "на сервере уже другой файл"));
        if (answer.StatusCode == HttpStatusCode.OK)
            return Bounded(answer.Content.Headers.ContentLength ?? -1);
        int code = (int)answer.StatusCode;
        bool passes = code is 408 or 429 or >= 500;
        throw new DownloadException(new Text($"the server answers {code} {Printable.Escape(answer.ReasonPhrase ?? "")}".TrimEnd(), $"сервер отвечает {code} {Printable.Escape(answer.ReasonPhrase ?? "")}".TrimEnd()), isFinal: !passes);
    }

    private long Bounded(long length) => length > MostBytes.Bytes ? throw TooLong() : length;

    private static void Resume(HttpRequestMessage request, long from, string validator)
    {
        request.Headers.Range = new RangeHeaderValue(from, null);
        if (EntityTagHeaderValue.TryParse(validator, out EntityTagHeaderValue? tag))
            request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        else if (DateTimeOffset.TryParse(validator, CultureInfo.InvariantCulture, out DateTimeOffset date))
            request.Headers.IfRange = new RangeConditionHeaderValue(date);
    }

    /// <summary>By what the server knows whether its file is still the same; nothing: then it is fetched as a whole the next time.</summary>
    private static string ValidatorOf(HttpResponseMessage answer) =>
        answer.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : answer.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static async Task<string> SumAsync(FileStream file, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        file.Position = 0;
        using HashAlgorithm sum = algorithm == HashAlgorithmName.SHA512 ? SHA512.Create() : SHA256.Create();
        return Convert.ToHexStringLower(await sum.ComputeHashAsync(file, cancellation).ConfigureAwait(false));
    }

    private DownloadException TooLong() => new(new Text($"it is longer than {MostBytes}", $"она больше {MostBytes}"), isFinal: true);

    private static DownloadException Broken(Text cause) => new(cause, isFinal: false);
}
