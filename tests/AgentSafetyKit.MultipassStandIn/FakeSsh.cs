using System.Globalization;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary>
/// In the place of OpenSSH's client, for guests that are folders: lets in who has a key that the guest was given, and only where the guest's host key is the one expected, as the real one
/// would. The shared connection is a file that names the boot it belongs to.
/// </summary>
public sealed class FakeSsh(StandInStore store)
{
    private readonly Dictionary<string, string> _options = [];
    private readonly List<string> _command = [];
    private string _control = "", _log = "", _host = "";
    private bool _master;

    public async Task<int> Run(string[] words)
    {
        Read(words);
        string socket = Path("ControlPath");
        if (_control == "check")
            return Shared(socket) is null ? 255 : 0;
        if (_control == "exit")
        {
            File.Delete(socket);
            return 0;
        }

        StandInMachine? machine = Shared(socket);
        if (machine is null)
        {
            machine = Enter(out string complaint);
            if (machine is null)
            {
                if (_log.Length > 0)
                    await File.WriteAllTextAsync(_log, complaint + "\n");
                else
                    await Console.Error.WriteLineAsync(complaint);
                return 255;
            }
        }

        if (_master)
        {
            await File.WriteAllTextAsync(socket, string.Create(CultureInfo.InvariantCulture, $"{machine.Name} {machine.Boot}"));
            return 0;
        }

        int code = await FakeGuest.Run(store, machine, ["sh", "-c", string.Join(' ', _command)], null);
        if (Shared(socket) is null)
            File.Delete(socket);
        return code;
    }

    private void Read(string[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "-o":
                    string[] option = words[++i].Split('=', 2);
                    _options[option[0]] = option[1];
                    break;
                case "-M": _master = true; break;
                case "-E": _log = words[++i]; break;
                case "-O": _control = words[++i]; break;
                case "-F" or "-p" or "-l": i++; break;
                case "--":
                    _host = words[i + 1];
                    _command.AddRange(words[(i + 2)..]);
                    return;
            }
        }
    }

    private string Path(string option) => _options[option].Trim('"').Replace("%%", "%", StringComparison.Ordinal);

    private StandInMachine? Shared(string socket)
    {
        if (!File.Exists(socket))
            return null;
        string[] words = File.ReadAllText(socket).Split(' ');
        return store.Find(words[0]) is { } machine && machine.RunsAt(TimeProvider.System.GetUtcNow()) && words[1] == machine.Boot.ToString(CultureInfo.InvariantCulture) ? machine : null;
    }

    private StandInMachine? Enter(out string complaint)
    {
        StandInMachine? machine = store.Machines().Values.FirstOrDefault(one => one.Address == _host);
        complaint = $"ssh: connect to host {_host} port 22: Connection refused";
        if (machine is null || !machine.RunsAt(TimeProvider.System.GetUtcNow()) || store.Has("ssh:refused"))
            return null;
        complaint = "Host key verification failed.";
        if (!File.ReadAllLines(Path("UserKnownHostsFile")).Contains($"{_options["HostKeyAlias"]} {machine.HostKey}"))
            return null;
        complaint = $"ubuntu@{_host}: Permission denied (publickey).";
        string key = string.Join(' ', File.ReadAllText(Path("IdentityFile") + ".pub").Split(' ').Take(2));
        return machine.AuthorizedKeys.Contains(key) ? machine : null;
    }
}
