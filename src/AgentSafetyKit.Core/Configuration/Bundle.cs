namespace AgentSafetyKit.Configuration;

/// <summary>A set of tools wanted in a VM, as <c>install</c> and <c>install-bundle</c> name it.</summary>
/// <param name="Name">One of <see cref="BundleKinds.All"/>.</param>
/// <param name="Version">Digits and dots: the beginning of the version that is wanted; empty for whatever the VM's release has.</param>
public sealed record Bundle(string Name, string Version)
{
    /// <summary><c>NAME</c> or <c>NAME:VERSION</c>.</summary>
    public override string ToString() => Version.Length == 0 ? Name : $"{Name}:{Version}";
}
