using System.Collections.Immutable;
using System.Text;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>Decides by name alone whether a guest may change a path: no system call, no allocation. No <see cref="RestrictFile"/> is ever changed.</summary>
public sealed class GuardRules
{
    private readonly bool _readOnly;
    private readonly ImmutableArray<byte[]> _paths;
    private readonly ImmutableArray<byte[]> _names;
    private readonly ImmutableArray<byte[]> _exceptions;

    public GuardRules(GuardedFolderOptions options)
    {
        _readOnly = options.ReadOnly;
        var paths = ImmutableArray.CreateBuilder<byte[]>();
        var names = ImmutableArray.CreateBuilder<byte[]>();
        _exceptions = [.. options.Protect.Where(rule => rule.StartsWith('!')).Select(rule => Encoding.UTF8.GetBytes(rule[1..].Trim('/')))];
        foreach (string rule in options.Protect.Where(rule => !rule.StartsWith('!')))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(rule.Trim('/'));
            if (bytes.Length > 0)
                (rule.TrimEnd('/').Contains('/', StringComparison.Ordinal) ? paths : names).Add(bytes);
        }

        _paths = paths.ToImmutable();
        names.Add(RestrictFile.NameBytes.ToArray());
        _names = names.ToImmutable();
    }

    /// <param name="path">As <see cref="GuestPath.Whole"/>.</param>
    public bool AllowsChange(ReadOnlySpan<byte> path)
    {
        if (_readOnly)
            return false;
        foreach (byte[] rule in _paths)
        {
            if (IsAtOrBeneath(path, rule) && !IsExcepted(path, rule))
                return false;
        }

        return !HasProtectedPart(path);
    }

    /// <summary>
    /// As <see cref="AllowsChange"/>, for giving a path another name or taking it away: a folder on the way to a protected path stays where it is, or
    /// the protected file could be replaced by moving its folder.
    /// </summary>
    public bool AllowsMove(ReadOnlySpan<byte> path)
    {
        if (!AllowsChange(path))
            return false;
        foreach (byte[] rule in _paths)
        {
            if (IsAtOrBeneath(rule, path))
                return false;
        }

        return true;
    }

    private static bool IsAtOrBeneath(ReadOnlySpan<byte> path, ReadOnlySpan<byte> folder) =>
        path.StartsWith(folder) && (path.Length == folder.Length || folder.IsEmpty || path[folder.Length] == (byte)'/');

    /// <summary>From a rule for a folder above; what is named itself stays protected.</summary>
    private bool IsExcepted(ReadOnlySpan<byte> path, byte[] rule)
    {
        foreach (byte[] exception in _exceptions)
        {
            if (exception.Length > rule.Length && IsAtOrBeneath(exception, rule) && IsAtOrBeneath(path, exception))
                return true;
        }

        return false;
    }

    private bool HasProtectedPart(ReadOnlySpan<byte> path)
    {
        foreach (Range part in path.Split((byte)'/'))
        {
            foreach (byte[] name in _names)
            {
                if (path[part].SequenceEqual(name))
                    return true;
            }
        }

        return false;
    }
}
