using System.Security.Cryptography;

namespace AgentSafetyKit.Machines.Images;

/// <summary>What a file's content has to add up to.</summary>
/// <param name="Algorithm">SHA-256 or SHA-512 (FIPS 180-4).</param>
/// <param name="Hex">In lower-case hexadecimal digits.</param>
public sealed record Checksum(HashAlgorithmName Algorithm, string Hex)
{
    public static Checksum Sha256(string hex) => new(HashAlgorithmName.SHA256, hex);

    /// <summary>Finds a file in a list as sha256sum(1) and sha512sum(1) write it: the sum, a blank, a blank or an asterisk, the name.</summary>
    /// <returns>Null: the list does not have it, or is none.</returns>
    public static Checksum? Find(string list, string file)
    {
        foreach (string line in list.Split('\n', StringSplitOptions.TrimEntries))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank is not (64 or 128) || line[(blank + 1)..].TrimStart(' ', '*') != file)
                continue;
            string hex = line[..blank];
            return hex.All(char.IsAsciiHexDigit) ? new Checksum(blank == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512, hex.ToLowerInvariant()) : null;
        }

        return null;
    }
}
