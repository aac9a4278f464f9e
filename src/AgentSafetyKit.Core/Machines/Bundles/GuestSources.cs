using System.Collections.Immutable;
using System.Text;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Bundles;

/// <summary>Where a guest gets packages from and whom it trusts for that, as the configuration says. It goes to the guest over standard input: addresses may hold passwords.</summary>
/// <param name="Mirrors">Package mirrors.</param>
/// <param name="Certificates">Each a certificate in PEM (RFC 7468), and nothing else of the files they came from.</param>
public sealed record GuestSources(PackageMirrors Mirrors, ImmutableArray<string> Certificates)
{
    private const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";

    /// <summary>Twice as much as all certificates that browsers trust.</summary>
    private const int LargestFile = 1 << 20;

    public static GuestSources None { get; } = new(PackageMirrors.None, []);

    /// <summary>Reads the certificate files that a VM's settings name.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: one of them is not there or holds no certificate.</exception>
    public static GuestSources Read(MachineSettings machine) => new(machine.Mirrors, [.. machine.CertificateFiles.SelectMany(CertificatesIn).Distinct()]);

    /// <summary>As src/guest/bundles/sources.sh reads it.</summary>
    public byte[] ToInput() =>
        Encoding.UTF8.GetBytes($"apt {Mirrors.Apt}\nnpm {Mirrors.Npm}\npip {Mirrors.Pip}\n{string.Concat(Certificates)}");

    /// <summary>The certificates of a PEM text, each with its marks and a line feed at the end. A private key that lies beside them is left out.</summary>
    internal static IReadOnlyList<string> CertificatesOf(string text)
    {
        var found = new List<string>();
        int at = 0;
        while (text.IndexOf(Begin, at, StringComparison.Ordinal) is >= 0 and int begin && text.IndexOf(End, begin, StringComparison.Ordinal) is >= 0 and int end)
        {
            at = end + End.Length;
            string body = text[(begin + Begin.Length)..end];
            string[] lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (lines.Length > 0 && Array.TrueForAll(lines, line => line.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=')))
                found.Add($"{Begin}\n{string.Join('\n', lines)}\n{End}\n");
        }

        return found;
    }

    private static IReadOnlyList<string> CertificatesIn(string file)
    {
        string shown = Printable.Escape(file);
        Text cause;
        try
        {
            using FileStream stream = File.OpenRead(file);
            byte[] bytes = new byte[LargestFile];
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (CertificatesOf(Encoding.UTF8.GetString(bytes, 0, read)) is { Count: > 0 } found)
                return found;
            cause = new Text("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", "в нём нет сертификата в виде PEM (-----BEGIN CERTIFICATE-----)");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            cause = error is FileNotFoundException or DirectoryNotFoundException ? new Text("it does not exist", "его нет") : new Text("it can not be read", "его не прочитать");
        }

        throw new KitException(
            ErrorCode.ConfigInvalid,
            new Text($"the certificate file {shown} can not be used", $"файл сертификата {shown} не подходит"),
            cause,
            new Text("correct 'ca_certificates' in the configuration: agsekit config path", "исправьте ca_certificates в настройках: agsekit config path"));
    }
}
