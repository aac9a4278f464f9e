using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Daemon;

public sealed class ApiTokenStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Test]
    public async Task A_token_is_found_by_its_letters_only_and_is_nowhere_in_the_file()
    {
        using var folder = new TemporaryFolder();
        (ApiTokenStore store, KitPaths paths) = Store(folder);
        Assert.That(store.All(), Is.Empty);
        string laptop = await store.AddAsync("laptop", null, Now, CancellationToken.None), ci = await store.AddAsync("ci-2", null, Now, CancellationToken.None);
        Assert.That((laptop == ci, store.Find(laptop)!.Name, store.Find(ci)!.Name), Is.EqualTo((false, "laptop", "ci-2")));
        foreach (string wrong in new[] { "", "laptop", laptop + "=", laptop[..^1], laptop.ToUpperInvariant(), store.Find(laptop)!.Hash })
            Assert.That(store.Find(wrong), Is.Null, wrong);
        Assert.That(await File.ReadAllTextAsync(paths.TokensFile), Does.Not.Contain(laptop[8..]));
        Assert.That(File.GetUnixFileMode(paths.TokensFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await store.RemoveAsync("laptop", CancellationToken.None);
        Assert.That((store.Find(laptop), store.Find(ci)!.Name), Is.EqualTo(((ApiToken?)null, "ci-2")));
    }

    [TestCase("")]
    [TestCase("Laptop")]
    [TestCase("a b")]
    [TestCase("a\u001b[31m")]
    [TestCase("-a")]
    [TestCase("é")]
    public void A_name_that_is_none_is_refused(string name)
    {
        using var folder = new TemporaryFolder();
        KitException refused = Assert.ThrowsAsync<KitException>(() => Store(folder).Store.AddAsync(name, null, Now, CancellationToken.None))!;
        Assert.That(refused.Code, Is.EqualTo(ErrorCode.Usage));
    }

    [Test]
    public async Task Names_are_taken_once_and_unknown_ones_can_not_be_removed()
    {
        using var folder = new TemporaryFolder();
        (ApiTokenStore store, _) = Store(folder);
        await store.AddAsync("a", null, Now, CancellationToken.None);
        Assert.That(Assert.ThrowsAsync<KitException>(() => store.AddAsync("a", null, Now, CancellationToken.None))!.Code, Is.EqualTo(ErrorCode.Usage));
        Assert.That(Assert.ThrowsAsync<KitException>(() => store.RemoveAsync("b", CancellationToken.None))!.Code, Is.EqualTo(ErrorCode.UnknownName));
    }

    [Test]
    public async Task A_file_that_others_could_change_or_that_is_damaged_opens_nothing()
    {
        using var folder = new TemporaryFolder();
        (ApiTokenStore store, KitPaths paths) = Store(folder);
        string token = await store.AddAsync("a", null, Now, CancellationToken.None);
        File.SetUnixFileMode(paths.TokensFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.That(Assert.Throws<KitException>(() => store.Find(token))!.Code, Is.EqualTo(ErrorCode.ConfigUnsafe));
        File.SetUnixFileMode(paths.TokensFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (string damage in new[] { "", "{", "[]", "{\"tokens\":null}", "null", "{\"tokens\":[null]}", "{\"tokens\":[{\"name\":\"a\"}]}" })
        {
            await File.WriteAllTextAsync(paths.TokensFile, damage);
            Assert.That(Assert.Throws<KitException>(() => store.Find(token))!.Code, Is.EqualTo(ErrorCode.ConfigUnsafe), damage);
        }
    }

    [TestCase("localhost", true)]
    [TestCase("LOCALHOST:3001", true)]
    [TestCase("127.0.0.1", true)]
    [TestCase("127.9.9.9:1", true)]
    [TestCase("[::1]:3001", true)]
    [TestCase("[::1]", true)]
    [TestCase("", false)]
    [TestCase("evil.example", false)]
    [TestCase("localhost.evil.example:80", false)]
    [TestCase("127.0.0.1.evil.example", false)]
    [TestCase("[::2]", false)]
    [TestCase("[::1", false)]
    [TestCase("0.0.0.0", false)]
    [TestCase("10.0.0.1:127", false)]
    [TestCase("127.0.0.1@evil.example", false)]
    public void Only_names_of_the_loopback_are_ours(string host, bool ours) => Assert.That(AllowedHosts.Allows(host), Is.EqualTo(ours));

    private static (ApiTokenStore Store, KitPaths Paths) Store(TemporaryFolder folder)
    {
        KitPaths paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? folder.FullPath : null, 0);
        return (new ApiTokenStore(paths), paths);
    }
}
