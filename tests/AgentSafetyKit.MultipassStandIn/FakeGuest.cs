using System.Diagnostics;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary>A guest that is a folder: commands run on the host as the tests' user, with a home of their own and with programs in front that keep the host out of it.</summary>
public static class FakeGuest
{
    public static async Task<int> Run(StandInStore store, StandInMachine machine, string[] command, byte[]? input)
    {
        string folder = store.GuestFolder(machine.Name), home = Path.Combine(folder, "home"), programs = Path.Combine(folder, "bin");
        Directory.CreateDirectory(home);
        Directory.CreateDirectory(programs);
        string self = Environment.ProcessPath!;
        Program(programs, "systemctl", $"exec '{self}' guest-systemctl '{store.Folder}' '{machine.Name}' \"$@\"");
        Program(programs, "sudo", "while [ \"${1#-}\" != \"$1\" ]; do shift; done; exec \"$@\"");
        Program(programs, "hostname", $"echo '{machine.Name}'");
        Program(programs, "sshfs", "exit 0");
        foreach (string refused in new[] { "poweroff", "reboot", "shutdown", "halt", "apt-get", "tee", "mount" })
            Program(programs, refused, $"echo '{refused}: the stand-in has none' >&2; exit 1");
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = home, RedirectStandardInput = input is not null };
        start.Environment["HOME"] = home;
        start.Environment["PATH"] = $"{programs}:/usr/bin:/bin";
        string program = command[0].Contains('/') ? command[0] : new[] { programs, "/usr/bin", "/bin" }.Select(place => Path.Combine(place, command[0])).FirstOrDefault(File.Exists) ?? "";
        if (program.Length == 0)
        {
            await Console.Error.WriteLineAsync($"bash: line 1: {command[0]}: command not found");
            return 127;
        }

        start.FileName = program;
        using Process process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }

        // The guest's end is the end of what runs in it.
        while (!process.WaitForExit(50))
        {
            if (store.Find(machine.Name) is { } now && now.Boot == machine.Boot && now.StateAt(TimeProvider.System.GetUtcNow()) is "Running" or "Unknown")
                continue;
            process.Kill(entireProcessTree: true);
            return 255;
        }

        return process.ExitCode;
    }

    /// <summary>What a guest's <c>systemctl</c> does: only its switching off matters.</summary>
    public static int SystemControl(StandInStore store, string name, string[] words)
    {
        if (!words.Contains("poweroff"))
            return 0;
        bool deaf = store.Has("guest:deaf");
        if (!deaf)
            store.Update(name, machine => machine.Changing("Running", TimeProvider.System.GetUtcNow() + store.Scaled(3), "Stopped"));
        return 0;
    }

    private static void Program(string folder, string name, string script)
    {
        string file = Path.Combine(folder, name);
        if (File.Exists(file))
            return;
        string beside = $"{file}.{Environment.ProcessId}";
        File.WriteAllText(beside, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(beside, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(beside, file, overwrite: true);
    }
}
