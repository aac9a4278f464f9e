using System.Diagnostics;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Sftp;
using AgentSafetyKit.Native;
using static AgentSafetyKit.UnitTests.Mounts.RawSftpClient;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <content>Chance and races.</content>
public sealed partial class HostileGuestTests
{
    [Test]
    public void Random_bytes_and_mutated_packets_harm_nothing()
    {
        // For a minute in CI: the fixture has two ways to keep the guest in.
        bool inCi = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
        int seed = Environment.TickCount;
        var random = new Random(seed);
        var clock = Stopwatch.StartNew();
        byte[][] words = [Text("file"u8), Text("folder"u8), Text("way-out/secret"u8), Text("../outside/secret"u8), Text("a/b"u8), Text("/"u8), Text("copy-data"u8), Text("hardlink@openssh.com"u8),
            Text("posix-rename@openssh.com"u8), Text("lsetstat@openssh.com"u8), Number(0ul), Number(4096ul), Number(1u), Number(0xFu), Number(0x1Au), Text(new byte[3000])];
        for (int round = 0; clock.Elapsed < TimeSpan.FromSeconds(inCi ? 30 : 2.5); round++)
        {
            using var client = new RawSftpClient(_folder, begin: random.Next(8) > 0);
            var drain = new Thread(() =>
            {
                while (client.Receive() is not null)
                {
                }
            });
            drain.Start();
            var handles = new List<byte[]>();
            for (int i = 0; i < 200; i++)
            {
                byte[] body = [(byte)(random.Next(6) == 0 ? 200 : random.Next(3, 21)), .. Number((uint)i)];
                for (int fields = random.Next(5); fields > 0; fields--)
                    body = [.. body, .. random.Next(5) == 0 ? Text([0, 0, 0, (byte)random.Next(6), 0, 0, 0, 0]) : words[random.Next(words.Length)]];
                if (random.Next(4) == 0)
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                byte[] packet = [.. Number((uint)body.Length), .. body];
                if (random.Next(100) == 0)
                    random.NextBytes(packet);
                if (!client.Send(packet))
                    break;
            }

            // A packet that announced more than was sent is waited for, and rightly: zeros fill up the longest one, and then are a packet of no length.
            client.Send(new byte[1 << 20]);
            Assert.That(client.Finish(close: false), Is.EqualTo(SftpEnd.ProtocolBroken).Or.EqualTo(SftpEnd.ConnectionLost), $"seed {seed}, round {round}");
            drain.Join();
            Bash($"rm -rf {_root}/*");
            File.WriteAllText(Path.Combine(_root, "file"), "inside");
            Directory.CreateDirectory(Path.Combine(_root, "folder"));
            File.CreateSymbolicLink(Path.Combine(_root, "way-out"), _outside);
        }
    }

    [Test]
    public void A_folder_swapped_for_a_link_at_every_moment_leads_nowhere()
    {
        Directory.CreateDirectory(Path.Combine(_root, "swap"));
        File.WriteAllText(Path.Combine(_root, "swap", "secret"), "inside");
        File.CreateSymbolicLink(Path.Combine(_root, "trap"), _outside);
        Libc.OpenAt(FileDescriptor.WorkingFolder, Encoding.UTF8.GetBytes(_root + "\0"), OpenFlags.Path, 0, out FileDescriptor root).Check("open");
        using var held = root;
        bool done = false;
        var swapper = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
                Libc.RenameAt2(root, "swap\0"u8, root, "trap\0"u8, RenameFlags.Exchange).Check("renameat2");
        });
        swapper.Start();
        try
        {
            using var client = new RawSftpClient(_folder);
            var clock = Stopwatch.StartNew();
            int inside = 0, refused = 0;
            byte[] path = Text("swap/secret"u8);
            while (clock.Elapsed < TimeSpan.FromSeconds(2))
            {
                if (client.Ask(Open, path, Number(3u), Number(0u)) is [Handle, ..] answer)
                {
                    inside++;
                    byte[] handle = answer.AsSpan(9).ToArray();
                    byte[] data = client.Ask(Read, Text(handle), Number(0ul), Number(6u))!;
                    Assert.That(Encoding.UTF8.GetString(data.AsSpan(9)), Is.EqualTo("inside"));
                    Assert.That(client.StatusOf(Write, Text(handle), Number(0ul), Text("inside"u8)), Is.Zero);
                    client.Ask(Close, Text(handle));
                }
                else
                {
                    refused++;
                }

                client.Ask(SetStat, path, Number(4u), Number(0x1B4u));
                client.Ask(SetStat, path, Number(1u), Number(6ul));
                client.Ask(MkDir, Text("swap/new"u8), Number(0u));
                client.Ask(RmDir, Text("swap/new"u8));
                client.Ask(Extended, Text("posix-rename@openssh.com"u8), path, Text("swap/other"u8));
                client.Ask(Extended, Text("posix-rename@openssh.com"u8), Text("swap/other"u8), path);
                client.Ask(Extended, Text("posix-rename@openssh.com"u8), Text("trap/other"u8), path);
                client.Ask(Extended, Text("posix-rename@openssh.com"u8), Text("swap/other"u8), Text("trap/secret"u8));
            }

            TestContext.Out.WriteLine($"{inside} inside, {refused} refused");
            Assert.That(inside, Is.Positive);
            Assert.That(refused, Is.Positive);
        }
        finally
        {
            Volatile.Write(ref done, true);
            swapper.Join();
        }

        Assert.That((int)File.GetUnixFileMode(Path.Combine(_outside, "secret")), Is.Not.EqualTo(0x1B4));
    }
}
