using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Bundles;

/// <summary>
/// Installs bundles in a guest, with the scripts of src/guest/bundles. Each can be asked for again: what is there is found in a second or two, what was broken off is gone on with. A
/// script finishes the step it is at even when the connection breaks, so nothing is left half installed by that.
/// </summary>
/// <param name="guest">The VM.</param>
/// <param name="sources">Where it gets packages from.</param>
public sealed class GuestBundles(SshConnection guest, GuestSources sources)
{
    /// <summary>Building Python from source in an emulated guest takes more than an hour.</summary>
    private static readonly TimeSpan InstallLimit = TimeSpan.FromHours(4);
    private static readonly TimeSpan SourcesLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(30);

    private const int MostListed = 100;

    /// <summary>Installs proxychains4 or privoxy; nothing happens where it is.</summary>
    /// <exception cref="KitException">As <see cref="InstallAsync"/>.</exception>
    public Task InstallForProxyAsync(string program, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        RunAsync([program, ""], InstallSubject.OfBundle(program), ["bundles/common.sh", "bundles/proxy.sh"], default, SourcesLimit, progress, cancellation);

    /// <summary>What was installed, as the guest remembers it; ordered as in <see cref="BundleKinds.All"/>.</summary>
    public async Task<IReadOnlyList<InstalledBundle>> ListAsync(CancellationToken cancellation)
    {
        GuestResult listed = await guest.RequireAsync(["sh", "-c", GuestScript.Read("bundles/list.sh"), "agsekit"], default, ListLimit, cancellation).ConfigureAwait(false);
        return Read(listed.OutputText);
    }

    /// <summary>Puts the mirrors and certificates in, where they are not those of the last time.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.SourceUnreachable"/>, <see cref="ErrorCode.BundleFailed"/>, <see cref="ErrorCode.GuestUnreachable"/>.</exception>
    public Task PrepareAsync(IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        RunAsync(["sources", ""], InstallSubject.Sources, ["bundles/common.sh", "bundles/sources.sh"], sources.ToInput(), SourcesLimit, progress, cancellation);

    /// <exception cref="KitException">As <see cref="PrepareAsync"/>; <see cref="ErrorCode.NoSpace"/>: in the VM.</exception>
    public async Task<InstalledBundle> InstallAsync(Bundle bundle, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        BundleVerdict verdict = await RunAsync([bundle.Name, bundle.Version], InstallSubject.OfBundle(bundle.ToString()), [.. Scripts(bundle.Name).Select(part => "bundles/" + part)], default, InstallLimit, progress, cancellation).ConfigureAwait(false);
        return new InstalledBundle(bundle, verdict.Word, verdict.Kind == "there");
    }

    /// <summary>Installs a program that we need in the guest, from the package of its name; nothing happens where it is.</summary>
    /// <exception cref="KitException">As <see cref="InstallAsync"/>.</exception>
    public Task InstallToolAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        RunAsync([name, ""], InstallSubject.OfBundle(name), ["bundles/common.sh", "bundles/tool.sh"], default, SourcesLimit, progress, cancellation);

    /// <summary>Runs a script that installs something else in the manner of a bundle's.</summary>
    /// <param name="scripts">Its parts among those of the guest; the first one is <c>bundles/common.sh</c>.</param>
    /// <param name="words">Its arguments: a name, the wanted version or an empty text, then what it wants.</param>
    /// <param name="prefix">A command that runs the script's shell, or nothing.</param>
    /// <exception cref="KitException">As <see cref="InstallAsync"/>, in the words of the subject.</exception>
    /// <returns>The version, and whether it was there.</returns>
    public async Task<(string Version, bool WasThere)> RunScriptAsync(
        IReadOnlyList<string> scripts, IReadOnlyList<string> words, IReadOnlyList<string> prefix, InstallSubject subject, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        BundleVerdict verdict = await RunAsync(words, subject, scripts, default, InstallLimit, progress, cancellation, prefix).ConfigureAwait(false);
        return (verdict.Word, verdict.Kind == "there");
    }

    /// <summary>What list.sh printed, of which nothing can be believed: only bundles there are, each once.</summary>
    internal static IReadOnlyList<InstalledBundle> Read(string listed)
    {
        var found = new Dictionary<Bundle, InstalledBundle>();
        foreach (string line in listed.Split('\n'))
        {
            string[] words = line.Split(' ', 2);
            if (words.Length == 2 && found.Count < MostListed && BundleKinds.Find(words[0]) is { } bundle)
                found.TryAdd(bundle, new InstalledBundle(bundle, GuestVersion.Of(words[1]), WasThere: true));
        }

        string[] order = [.. BundleKinds.Names];
        return [.. found.Values.OrderBy(one => Array.IndexOf(order, one.Bundle.Name)).ThenBy(one => one.Bundle.Version, StringComparer.Ordinal)];
    }

    /// <summary>The parts of a bundle's script, in their order.</summary>
    internal static IReadOnlyList<string> Scripts(string name) => name switch
    {
        "pyenv" or "python" => ["common.sh", "clone.sh", "pyenv-tools.sh", name + ".sh"],
        "nvm" => ["common.sh", "clone.sh", "nvm.sh"],
        _ => ["common.sh", name + ".sh"],
    };

    private async Task<BundleVerdict> RunAsync(
        IReadOnlyList<string> words,
        InstallSubject subject,
        IReadOnlyList<string> scripts,
        ReadOnlyMemory<byte> input,
        TimeSpan limit,
        IProgress<WorkProgress> progress,
        CancellationToken cancellation,
        IReadOnlyList<string>? prefix = null)
    {
        string script = string.Concat(scripts.Select(GuestScript.Read));
        var report = new BundleReport(subject.Title, progress, sources.Mirrors.Redact);
        GuestResult result = await guest.RunAsync([.. prefix ?? [], "sh", "-c", script, "agsekit", .. words], input, limit, report.Add, cancellation).ConfigureAwait(false);
        return report.Verdict is { Succeeded: true } verdict && result.Succeeded && verdict.Word != GuestVersion.Unknown
            ? verdict
            : throw BundleFailure.Of(subject, guest.Target.Name, report);
    }
}
