using System.Diagnostics;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>
/// In the manner of fsx: random reads, writes, truncations and reopenings of one file in a mount, each compared with the same on an ordinary file. Finds what is cached too long,
/// written in the wrong order or to the wrong place. Not through mapped memory: a page fault here waits for the server in this very process, which a collection of garbage would stop.
/// </summary>
public sealed class RandomFileModelTests
{
    private const int Longest = 300_000, Operations = 3_000;

    /// <summary>In CI it goes on for a minute.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? 60 : 0);

    [Test]
    public void A_file_in_a_mount_is_the_bytes_written_to_it()
    {
        if (SshfsMount.Missing is { } missing)
            Assert.Ignore(missing);
        using var mount = new SshfsMount();
        Work(mount, Operations, AtLeast, _ => { });
    }

    [Test]
    public void So_it_is_while_a_tripwire_stops_its_writer_and_lets_it_go_on()
    {
        if (SshfsMount.Missing is { } missing)
            Assert.Ignore(missing);
        using var wire = new Tripwire(new TripwireLimits { Files = 1, Seconds = 1 }, TimeProvider.System);
        using var mount = new SshfsMount(new GuardedFolderOptions { Tripwire = wire });
        int stops = 0;
        wire.Changed += () =>
        {
            if (wire.State != TripwireState.Paused)
                return;
            stops++;
            Task.Run(async () =>
            {
                await Task.Delay(150);
                wire.Release();
            });
        };
        Work(mount, 600, TimeSpan.Zero, i =>
        {
            if (i % 100 != 50)
                return;
            // What is there by now counts, and it has been quiet.
            Thread.Sleep(1100);
            wire.Begin();
        });
        Assert.That(stops, Is.GreaterThan(2));
    }

    private static void Work(SshfsMount mount, int operations, TimeSpan atLeast, Action<int> before)
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] model = [];
        string path = Path.Combine(mount.Guest, "file");
        FileStream file = Open(path, FileMode.CreateNew);
        byte[] buffer = new byte[70_000];
        try
        {
            var clock = Stopwatch.StartNew();
            for (int i = 0; i < operations || clock.Elapsed < atLeast; i++)
            {
                before(i);
                int offset = random.Next(Longest), length = random.Next(1, random.Next(10) == 0 ? buffer.Length : 5_000);
                Span<byte> part = buffer.AsSpan(0, Math.Min(length, Longest - offset));
                switch (random.Next(10))
                {
                    case < 4:
                        random.NextBytes(part);
                        RandomAccess.Write(file.SafeFileHandle, part, offset);
                        if (model.Length < offset + part.Length)
                            Array.Resize(ref model, offset + part.Length);
                        part.CopyTo(model.AsSpan(offset));
                        break;
                    case < 7:
                        int count = 0;
                        for (int read; count < part.Length && (read = RandomAccess.Read(file.SafeFileHandle, part[count..], offset + count)) > 0; count += read)
                        {
                        }

                        Span<byte> expected = offset < model.Length ? model.AsSpan(offset, Math.Min(part.Length, model.Length - offset)) : default;
                        Assert.That(part[..count].SequenceEqual(expected), Is.True, $"seed {seed}, operation {i}: read of {part.Length} at {offset} of {model.Length}");
                        break;
                    case 7:
                        RandomAccess.SetLength(file.SafeFileHandle, offset);
                        Array.Resize(ref model, offset);
                        break;
                    case 8:
                        Assert.That(RandomAccess.GetLength(file.SafeFileHandle), Is.EqualTo(model.Length), $"seed {seed}, operation {i}");
                        break;
                    default:
                        file.Dispose();
                        Assert.That(File.ReadAllBytes(Path.Combine(mount.Host, "file")).AsSpan().SequenceEqual(model), Is.True, $"seed {seed}, operation {i}: the host's view after close");
                        file = Open(path, FileMode.Open);
                        break;
                }
            }
        }
        finally
        {
            file.Dispose();
        }

        Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(model), Is.True);
    }

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
}
