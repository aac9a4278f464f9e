using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Ssh;

public sealed class SshWordsTests
{
    [TestCase("", "", "")]
    [TestCase("uname -a", "", "uname -a")]
    [TestCase("-- uname -a", "", "uname -a")]
    [TestCase("-t top", "-t", "top", Description = "no host of its own: the word behind options is the command")]
    [TestCase("-L 8080:127.0.0.1:80 uname", "-L 8080:127.0.0.1:80", "uname")]
    [TestCase("-L8080:127.0.0.1:80 -N", "-L8080:127.0.0.1:80 -N", "")]
    [TestCase("-vNL 1:a:2 -- -x", "-vNL 1:a:2", "-x")]
    [TestCase("-o SetEnv=A=B -v -- echo -- x", "-o SetEnv=A=B -v", "echo -- x")]
    [TestCase("-tt -e none sh -c x", "-tt -e none", "sh -c x")]
    [TestCase("-o", "-o", "")]
    [TestCase("echo -n a", "", "echo -n a")]
    public void Options_and_command_are_parted_as_ssh_does(string words, string options, string command)
    {
        SshWords parsed = SshWords.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That((string.Join(' ', parsed.Options), string.Join(' ', parsed.Command)), Is.EqualTo((options, command)));
    }
}
