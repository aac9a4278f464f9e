using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Looks at the argument vectors of all processes of the host, over and over until disposed, for a word that must not be there.</summary>
internal sealed class ArgumentWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, bool> _found = new(StringComparer.Ordinal);
    private readonly byte[] _word;
    private readonly Task _work;
    private int _looks;

    public ArgumentWatch(string word)
    {
        _word = Encoding.UTF8.GetBytes(word);
        _work = Task.Run(WatchAsync);
    }

    public int Looks => _looks;

    public IEnumerable<string> Found => _found.Keys;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            foreach (string folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                try
                {
                    byte[] words = await File.ReadAllBytesAsync(folder + "/cmdline");
                    if (words.AsSpan().IndexOf(_word) >= 0)
                        _found[Encoding.UTF8.GetString(words)] = true;
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // It has ended, or is not ours to look at.
                }
            }

            _looks++;
            await Task.Delay(Pause);
        }
    }
}
