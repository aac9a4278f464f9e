using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AgentSafetyKit.Snapshots;

/// <summary>The folder name of a snapshot: local time, and from the second one of that second on a number: <c>20260131-235959</c>, <c>20260131-235959-2</c>.</summary>
/// <param name="Stamp">YYYYMMDD-HHMMSS.</param>
/// <param name="Serial">1 has no suffix.</param>
internal readonly record struct SnapshotName(string Stamp, int Serial) : IComparable<SnapshotName>
{
    private const string Format = "yyyyMMdd-HHmmss";
    private const string PartialSuffix = "-partial";
    /// <summary>Beyond it a name is nobody's: the next one must not run over.</summary>
    private const int LastSerial = 999_999;
    private const string PinSuffix = ".pin";

    public string Partial => this + PartialSuffix;

    public string ManifestFile => $".agsekit-{this}.man";

    public string PinFile => $".agsekit-{this}{PinSuffix}";

    public static bool TryParse(string text, out SnapshotName name)
    {
        name = default;
        if (text.Length < Format.Length || !DateTime.TryParseExact(text[..Format.Length], Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return false;
        int serial = 1;
        if (text.Length > Format.Length
            && (text[Format.Length] != '-' || !int.TryParse(text[(Format.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out serial) || serial is < 2 or > LastSerial || text[Format.Length + 1] == '0'))
            return false;
        name = new SnapshotName(text[..Format.Length], serial);
        return true;
    }

    /// <summary>The name of a partial one.</summary>
    public static bool TryParsePartial(string text, out SnapshotName name)
    {
        name = default;
        return text.EndsWith(PartialSuffix, StringComparison.Ordinal) && TryParse(text[..^PartialSuffix.Length], out name);
    }

    public static bool TryParseManifest(string text, out SnapshotName name)
    {
        name = default;
        return text.StartsWith(".agsekit-", StringComparison.Ordinal) && text.EndsWith(".man", StringComparison.Ordinal) && text.Length > 13 && TryParse(text[9..^4], out name);
    }

    /// <summary>The name of the snapshot that a pin belongs to.</summary>
    public static bool TryParsePin(string text, out SnapshotName name)
    {
        name = default;
        return text.StartsWith(".agsekit-", StringComparison.Ordinal) && text.EndsWith(PinSuffix, StringComparison.Ordinal) && text.Length > 13 && TryParse(text[9..^4], out name);
    }

    /// <summary>The name for a snapshot taken now: never one that sorts before <paramref name="last"/>, even where the clock went back.</summary>
    public static SnapshotName After(SnapshotName? last, DateTimeOffset localNow)
    {
        var now = new SnapshotName(localNow.ToString(Format, CultureInfo.InvariantCulture), 1);
        return last is { } before && before.CompareTo(now) >= 0 ? before.Next() : now;
    }

    /// <summary>When it was taken, as far as the name tells.</summary>
    public DateTimeOffset TimeIn(TimeZoneInfo zone)
    {
        DateTime local = DateTime.ParseExact(Stamp, Format, CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    public SnapshotName Next() => this with { Serial = Serial + 1 };

    public int CompareTo(SnapshotName other) => string.CompareOrdinal(Stamp, other.Stamp) is not 0 and int order ? order : Serial.CompareTo(other.Serial);

    [SuppressMessage("Globalization", "CA1305", Justification = "Interpolated with the invariant culture.")]
    public override string ToString() => Serial == 1 ? Stamp : string.Create(CultureInfo.InvariantCulture, $"{Stamp}-{Serial}");
}
