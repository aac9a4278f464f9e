using System.Globalization;

namespace AgentSafetyKit.Snapshots;

/// <summary>The manifest is of a version that a later program writes: whether it is whole can not be said, and it is not to be thrown away.</summary>
/// <param name="version">Which.</param>
internal sealed class NewerManifestException(int version) : FormatException(string.Create(CultureInfo.InvariantCulture, $"a manifest of version {version}"));
