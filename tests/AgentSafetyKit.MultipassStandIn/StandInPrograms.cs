using System.Globalization;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary>Puts the stand-in under the names of the programs it stands in for into a folder, to be the first in somebody's PATH.</summary>
public static class StandInPrograms
{
    /// <param name="folder">Where the programs are put.</param>
    /// <param name="store">The daemon's state.</param>
    /// <param name="scale">How long things take, as a part of what they take in reality.</param>
    /// <param name="realGuests">Behind each machine stands a QEMU guest, reached by the real ssh; else guests are folders, reached by a stand-in of it.</param>
    public static void Install(string folder, StandInStore store, double scale, bool realGuests)
    {
        Directory.CreateDirectory(store.Folder);
        Directory.CreateDirectory(folder);
        string program = Path.Combine(AppContext.BaseDirectory, "AgentSafetyKit.MultipassStandIn");
        string runtime = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        string settings = string.Create(
            CultureInfo.InvariantCulture, $"DOTNET_ROOT='{runtime}' DOTNET_TieredPGO=0 MULTIPASS_STANDIN_SCALE={scale} MULTIPASS_STANDIN_REAL={(realGuests ? 1 : 0)}");
        foreach (string role in realGuests ? ["multipass"] : new[] { "multipass", "ssh" })
        {
            string file = Path.Combine(folder, role);
            File.WriteAllText(file, $"#!/bin/sh\nexec env {settings} '{program}' {role} '{store.Folder}' \"$@\"\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
