using System.Text;
using AgentSafetyKit.Mounts.Guard;

namespace AgentSafetyKit.UnitTests.Mounts;

public sealed class HideRulesTests
{
    private static readonly HideRules Rules = HideRules.Of(new GuardedFolderOptions
    {
        Hide = [".env", "*.pem", "!/certs/public.pem", "/secrets/", "docs/**/private"],
        Restrict = "# keys\nid_*\n!id_*.pub\nbuild/\n.agsekit-restrict\n!.env\n"u8.ToArray(),
    })!;

    [TestCase(".env", "Anything")]
    [TestCase("a/b/.env", "Anything")]
    [TestCase("a/.env/x", "Unreachable")]
    [TestCase(".environment", "Nothing")]
    [TestCase("a/key.pem", "Anything")]
    [TestCase("certs/public.pem", "Nothing")]
    [TestCase("a/certs/public.pem", "Anything")]
    [TestCase("secrets", "Folder")]
    [TestCase("secrets/public", "Unreachable")]
    [TestCase("a/secrets", "Nothing")]
    [TestCase("docs/private", "Anything")]
    [TestCase("docs/a/b/private", "Anything")]
    [TestCase("docs/a/b/private/x", "Unreachable")]
    [TestCase("x/id_rsa", "Anything")]
    [TestCase("x/id_rsa.pub", "Nothing")]
    [TestCase("x/build", "Folder")]
    [TestCase("x/build/out", "Unreachable")]
    [TestCase(".agsekit-restrict", "Nothing")]
    [TestCase("a/.agsekit-restrict", "Anything")]
    [TestCase("", "Nothing")]
    public void The_patterns_of_the_configuration_and_of_the_folder_decide(string path, string hidden) => Assert.That(Rules.Ask(Encoding.UTF8.GetBytes(path)).ToString(), Is.EqualTo(hidden));

    [Test]
    public void Without_patterns_there_are_no_rules() => Assert.That(HideRules.Of(new GuardedFolderOptions { Restrict = "\n# nothing\n"u8.ToArray() }), Is.Null);

    [TestCase("*.pem", false)]
    [TestCase("build/", false)]
    [TestCase("/key", true)]
    [TestCase("a/b", true)]
    public void Only_patterns_with_a_slash_depend_on_the_place(string pattern, bool expected) => Assert.That(HideRules.Of(new GuardedFolderOptions { Hide = [pattern] })!.DependOnPlace, Is.EqualTo(expected));
}
