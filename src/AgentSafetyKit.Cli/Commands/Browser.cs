using System.Collections.Immutable;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The user's own browser, where there is a screen to show it on.</summary>
internal static class Browser
{
    private const string Opener = "xdg-open";

    /// <summary>What a program needs to find the screen and a browser that is open already.</summary>
    private static readonly string[] Screen = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "BROWSER", "DESKTOP_SESSION"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>False: there is no screen, or nothing that opens links. The link is on a command line then, which others may read: it opens the page for nobody but this user (<c>PeerOwner</c>).</summary>
    public static async Task<bool> OpenAsync(string link, CancellationToken cancellation)
    {
        ImmutableDictionary<string, string?> screen = Screen.Select(name => KeyValuePair.Create(name, Environment.GetEnvironmentVariable(name))).Where(variable => !string.IsNullOrEmpty(variable.Value)).ToImmutableDictionary();
        if (!(screen.ContainsKey("DISPLAY") || screen.ContainsKey("WAYLAND_DISPLAY")) || ProgramPath.Find(Opener) is null)
            return false;
        try
        {
            // Some openers are the browser itself: one that has not failed by then is at work.
            return await ChildProcess.StartDetached(CommandSpec.Of(Opener, link) with { Environment = screen }, null).Exit.WaitAsync(Patience, cancellation).ConfigureAwait(false) == 0;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
