using System.Collections.Immutable;

namespace AgentSafetyKit.Ssh;

/// <summary>
/// A person's words for ssh(1), parted as ssh itself does: options, of which some take a value (in the same word or the next one), then a command. There is no host among them: ours stands
/// between the two, and a word taken for an option's would otherwise be taken for a host.
/// </summary>
/// <param name="Options">For before the host.</param>
/// <param name="Command">For behind it.</param>
public readonly record struct SshWords(ImmutableArray<string> Options, ImmutableArray<string> Command)
{
    /// <summary>As getopt(3) is told in OpenSSH's ssh.c (9.x): letters with a value.</summary>
    private const string WithValue = "BbcDEeFIiJLlmOoPpQRSWw";

    public static SshWords Parse(IReadOnlyList<string> words)
    {
        int next = 0;
        while (next < words.Count && words[next] is ['-', not '-', ..] word)
        {
            next++;
            for (int letter = 1; letter < word.Length; letter++)
            {
                if (!WithValue.Contains(word[letter], StringComparison.Ordinal))
                    continue;
                if (letter == word.Length - 1 && next < words.Count)
                    next++;
                break;
            }
        }

        int command = next < words.Count && words[next] == "--" ? next + 1 : next;
        return new SshWords([.. words.Take(next)], [.. words.Skip(command)]);
    }
}
