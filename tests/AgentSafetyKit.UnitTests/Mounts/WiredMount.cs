using System.Diagnostics;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>A mount with a tripwire, and one program at work in it.</summary>
internal sealed class WiredMount : IDisposable
{
    public WiredMount(string before, TripwireLimits? limits = null)
    {
        Wire = new Tripwire(limits ?? new TripwireLimits(), TimeProvider.System);
        Mount = new SshfsMount(new GuardedFolderOptions { Tripwire = Wire });
        Mount.Do("cd \"$HOST\"; " + before);
        // The clock that files get their times from ticks a few times in a hundredth of a second.
        Thread.Sleep(30);
        Wire.Begin();
    }

    public Tripwire Wire { get; }

    public SshfsMount Mount { get; }

    public string Errors { get; private set; } = "";

    public string Output { get; private set; } = "";

    public Task Begin(string script) => Task.Run(() =>
    {
        var start = new ProcessStartInfo("bash", ["-c", $"cd '{Mount.Guest}' && {{ {script}; }}"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string name in new[] { "GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL" })
            start.Environment[name] = "a@b";
        start.Environment["HOME"] = Mount.Scratch;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Errors = process.StandardError.ReadToEnd();
        Output = output.GetAwaiter().GetResult().Trim();
        process.WaitForExit();
    });

    public bool WaitFor(TripwireState state) => SpinWait.SpinUntil(() => Wire.State == state, TimeSpan.FromSeconds(60));

    /// <summary>Files there are, without git's own.</summary>
    public int Count() => Directory.EnumerateFiles(Mount.Host, "*", SearchOption.AllDirectories).Count(file => !file.Contains("/.git/", StringComparison.Ordinal));

    public string Fingerprint() => Mount.Do("cd \"$HOST\"; find . -type f -exec md5sum {} + | sort | md5sum");

    public void Dispose()
    {
        Wire.Refuse();
        Mount.Dispose();
        Wire.Dispose();
    }
}
