using System.Buffers;

namespace AgentSafetyKit.Machines.Bundles;

/// <summary>A version as a guest tells it. The guest chooses the bytes, so anything that does not look like a version is none.</summary>
public static class GuestVersion
{
    public const string Unknown = "?";

    private const int Longest = 64;

    private static readonly SearchValues<char> Letters = SearchValues.Create("0123456789.+~:_-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static string Of(string told) => told.Length is > 0 and <= Longest && !told.AsSpan().ContainsAnyExcept(Letters) ? told : Unknown;
}
