using System.Globalization;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Network;

/// <summary>
/// A command in the guest that speaks every second: it keeps the shared connection from closing itself as idle, its end is the news that the connection is gone, and it tells what listens in the
/// guest. Disposing ends it.
/// </summary>
internal sealed class GuestWatch : IAsyncDisposable
{
    /// <summary>A guest without bash shows no ports by themselves; its forwards are kept all the same.</summary>
    private const string Launcher = "if command -v bash > /dev/null; then exec bash -c \"$1\" watch-ports; fi; while echo .; do sleep 2; done";

    private const int LongestLine = 64 * 1024;
    private readonly PipedCommand _command;
    private readonly Action _news;
    private readonly TimeProvider _time;
    private long _heard;
    private volatile IReadOnlyList<GuestListener>? _listeners;
    private volatile int _sshPort = 22;

    private GuestWatch(PipedCommand command, Action news, TimeProvider time)
    {
        (_command, _news, _time) = (command, news, time);
        _heard = time.GetTimestamp();
        Ended = Task.Factory.StartNew(Listen, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Complete when nothing more comes.</summary>
    public Task Ended { get; }

    /// <summary>Null until the guest has told.</summary>
    public IReadOnlyList<GuestListener>? Listeners => _listeners;

    public int SshPort => _sshPort;

    /// <summary>How long it has been silent.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Interlocked.Read(ref _heard));

    /// <param name="guest">Its shared connection has to be there.</param>
    /// <param name="news">Called from another thread when the listeners have changed, and at the end.</param>
    /// <param name="time">Measures the silence.</param>
    public static GuestWatch Start(SshConnection guest, Action news, TimeProvider time) =>
        new(PipedCommand.Read(guest.ChannelSpec(["sh", "-c", Launcher, "sh", GuestScript.Read("watch-ports.sh")]), CancellationToken.None), news, time);

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private void Listen()
    {
        try
        {
            using var reader = new StreamReader(_command.Stream, leaveOpen: true);
            var line = new List<char>();
            char[] buffer = new char[4096];
            while (reader.Read(buffer) is > 0 and int count)
            {
                Interlocked.Exchange(ref _heard, _time.GetTimestamp());
                foreach (char letter in buffer.AsSpan(0, count))
                {
                    if (letter == '\n')
                    {
                        Take(new string([.. line]));
                        line.Clear();
                    }
                    else if (line.Count < LongestLine)
                    {
                        line.Add(letter);
                    }
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It was ended from our side.
        }
        finally
        {
            _news();
        }
    }

    private void Take(string line)
    {
        if (line is ['s', ' ', ..] && int.TryParse(line.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535)
            _sshPort = port;
        if (ListenerLines.Parse(line) is not { } listeners)
            return;
        _listeners = listeners;
        _news();
    }
}
