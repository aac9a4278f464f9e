using System.Globalization;

namespace AgentSafetyKit.Primitives;

/// <summary>
/// A number of bytes. Reads and writes the binary units of Multipass and QEMU: <c>4G</c> is 4 × 2^30, <c>4096M</c> the same, a plain number is bytes.
/// </summary>
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private static readonly (char Unit, int Shift)[] Units = [('K', 10), ('M', 20), ('G', 30), ('T', 40)];

    public static ByteSize FromMebibytes(long count) => new(count << 20);

    public static ByteSize FromGibibytes(long count) => new(count << 30);

    public long Mebibytes => Bytes >> 20;

    /// <summary>Accepts <c>512</c>, <c>4G</c>, <c>4GB</c>, <c>4GiB</c>, <c>1.5G</c> in any case; false for anything else, for zero and for what overflows 63 bits.</summary>
    public static bool TryParse(string? text, out ByteSize size)
    {
        size = default;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        string upper = text.Trim().ToUpperInvariant();
        bool binary = upper.EndsWith("IB", StringComparison.Ordinal);
        if (binary)
            upper = upper[..^2];
        else if (upper.EndsWith('B'))
            upper = upper[..^1];
        int shift = 0;
        if (upper.Length > 0 && Array.Find(Units, u => u.Unit == upper[^1]) is { Shift: > 0 } unit)
        {
            shift = unit.Shift;
            upper = upper[..^1];
        }

        if (!decimal.TryParse(upper, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) || number <= 0)
            return false;
        // There is neither a part of a byte nor a "binary byte".
        if (shift == 0 && (binary || decimal.Truncate(number) != number))
            return false;
        if (number > (decimal)long.MaxValue / (1L << shift))
            return false;
        size = new ByteSize((long)(number * (1L << shift)));
        return size.Bytes > 0;
    }

    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;

    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The exact value in the largest unit that divides it, as a configuration writes it: <c>4G</c>, <c>1536M</c>, <c>1000</c>.</summary>
    public string ToConfig()
    {
        for (int i = Units.Length - 1; i >= 0; i--)
        {
            if (Bytes != 0 && (Bytes & ((1L << Units[i].Shift) - 1)) == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{Bytes >> Units[i].Shift}{Units[i].Unit}");
        }

        return Bytes.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>For people: three digits at most (four from 1000 TB on), such as <c>812 B</c>, <c>1.4 MB</c>, <c>20 GB</c> (binary units).</summary>
    public override string ToString()
    {
        double value = Bytes;
        string unit = "B";
        foreach ((char letter, _) in Units)
        {
            if (Math.Abs(value) < 999.5)
                break;
            value /= 1024;
            unit = $"{letter}B";
        }

        string format = unit == "B" || Math.Abs(value) >= 10 ? "0" : "0.#";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    }
}
