using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Daemon.Access;

/// <summary>
/// The tokens that open the interface over TCP. Each is told once, when it is made; kept is only its hash, in a file that is refused where others could have changed it.
/// </summary>
public sealed class ApiTokenStore(KitPaths paths)
{
    private const int MostTokens = 100, LargestFile = 64 << 10, RandomBytes = 32;
    private const string Prefix = "agsekit_";

    private string File => paths.TokensFile;

    /// <summary>In the order in which they were made.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigUnsafe"/>: the file is not what we wrote.</exception>
    public IReadOnlyList<ApiToken> All()
    {
        PrivateFileState state = PrivateFile.Read(File, LargestFile, out byte[] content);
        if (state == PrivateFileState.Missing)
            return [];
        try
        {
            if (state == PrivateFileState.Ok && JsonSerializer.Deserialize(content, ContractRecords.Default.ApiTokenFile) is { } file && file.Tokens.All(token => token is not null))
                return file.Tokens;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new KitException(
            ErrorCode.ConfigUnsafe,
            new Text("the tokens of the interface can not be used", "токены интерфейса нельзя использовать"),
            state == PrivateFileState.Ok
                ? new Text($"{Printable.Escape(File)} is damaged", $"файл {Printable.Escape(File)} повреждён")
                : new Text($"somebody else could change {Printable.Escape(File)}", $"файл {Printable.Escape(File)} может изменить кто-то другой"),
            new Text($"remove it and make new ones: rm {ShellQuote.Shown(File)}", $"удалите его и создайте новые: rm {ShellQuote.Shown(File)}"));
    }

    /// <summary>Makes a token and answers it: there is no other moment at which it can be had.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>: the name is none, or taken; there are too many.</exception>
    public async Task<string> AddAsync(string name, int? maxSessions, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!KitName.IsValid(name))
            throw Refused(name, new Text("a name is lower-case letters, digits and '-', a letter first, 63 at most", "имя — строчные латинские буквы, цифры и «-», первая буква, не больше 63"), Text.Verbatim("agsekit token add laptop"));
        PrivateFolder.Ensure(Path.GetDirectoryName(paths.TokensLock)!);
        using FileLock one = await FileLock.TakeAsync(paths.TokensLock, null, cancellation).ConfigureAwait(false);
        IReadOnlyList<ApiToken> known = All();
        if (known.Any(token => token.Name == name))
            throw Refused(name, new Text("there is one of this name", "токен с таким именем уже есть"), new Text($"take another name, or end the old one: agsekit token remove {name}", $"возьмите другое имя или отзовите старый: agsekit token remove {name}"));
        if (known.Count >= MostTokens)
            throw Refused(name, new Text($"there are {MostTokens} already", $"их уже {MostTokens}"), Text.Verbatim("agsekit token list"));
        string secret = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Save([.. known, new ApiToken(name, HashOf(secret), now, maxSessions)]);
        return secret;
    }

    /// <summary>From now on it opens nothing; connections it opened end within seconds.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>.</exception>
    public async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        PrivateFolder.Ensure(Path.GetDirectoryName(paths.TokensLock)!);
        using FileLock one = await FileLock.TakeAsync(paths.TokensLock, null, cancellation).ConfigureAwait(false);
        IReadOnlyList<ApiToken> known = All();
        if (known.All(token => token.Name != name))
        {
            throw new KitException(
                ErrorCode.UnknownName,
                new Text($"there is no token '{Printable.Escape(name)}'", $"нет токена «{Printable.Escape(name)}»"),
                known.Count == 0 ? new Text("there are none", "токенов нет") : Text.Verbatim(string.Join(", ", known.Select(token => token.Name))),
                Text.Verbatim("agsekit token list"));
        }

        Save([.. known.Where(token => token.Name != name)]);
    }

    /// <summary>The token these letters are; null: none. Takes as long for a wrong one as for a right one.</summary>
    public ApiToken? Find(string letters)
    {
        byte[] given = Encoding.ASCII.GetBytes(HashOf(letters));
        ApiToken? found = null;
        foreach (ApiToken token in All())
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(token.Hash)))
                found = token;
        }

        return found;
    }

    private void Save(IReadOnlyList<ApiToken> tokens)
    {
        PrivateFolder.Ensure(Path.GetDirectoryName(File)!);
        AtomicFile.Write(File, JsonSerializer.SerializeToUtf8Bytes(new ApiTokenFile(tokens), ContractRecords.Default.ApiTokenFile));
    }

    private static string HashOf(string letters) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(letters)));

    private static KitException Refused(string name, Text cause, Text fix) => new(
        ErrorCode.Usage, new Text($"the token '{Printable.Escape(name)}' was not made", $"токен «{Printable.Escape(name)}» не создан"), cause, fix);
}
