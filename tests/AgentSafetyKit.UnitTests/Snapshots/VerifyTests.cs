using AgentSafetyKit.Errors;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class VerifyTests : SnapshotFixture
{
    [Test]
    public void A_good_snapshot_is_proved_and_what_snapshots_share_is_read_once()
    {
        Shell("mkdir -p d/e; for i in $(seq 300); do echo $i > d/f$i; done; ln d/f1 d/e/hard; ln -s f1 d/link; mkfifo d/fifo; truncate -s 3M d/sparse; echo x >> d/sparse; chmod 4755 d/f2; chmod 555 d/e", Source);
        Take();
        Shell("echo new > d/f3", Source);
        Take();
        VerifyResult result = Verify();
        Assert.That((result.IsDamaged, result.IsProved, result.Snapshots.Count, result.FilesRead), Is.EqualTo((false, true, 2, 302L)), "300 files, one of them twice, and the sparse one");
        Assert.That(result.Snapshots[0].Proved, Is.EqualTo(result.Snapshots[0].Files).And.EqualTo(304));
    }

    [TestCase("printf X | dd of=d/file bs=1 seek=2 conv=notrunc status=none; touch -r d/other d/file", "ContentChanged")]
    [TestCase("truncate -s 3 d/file; touch -r d/other d/file", "Truncated")]
    [TestCase("echo more >> d/file; touch -r d/other d/file", "Grown")]
    [TestCase("chmod 600 d/file", "ModeChanged")]
    [TestCase("touch d/file", "TimeChanged")]
    [TestCase("rm d/file; ln -s /etc/passwd d/file; touch -hr d/other d/file; touch -r . d", "TypeChanged")]
    [TestCase("rm d/file; touch -r . d", "Missing")]
    [TestCase("mkdir x; mv d/file x; rmdir d 2>/dev/null; mv x/file d; rmdir x; touch -d 2001-01-01 d", "")]
    public void Whatever_is_done_to_a_file_is_named(string script, string expected)
    {
        Shell("mkdir d; echo content > d/file; echo content > d/other; touch -d 2001-01-01 d/file d/other d .", Source);
        string id = Take().Snapshot.Id;
        Shell(script, Path.Combine(Backups, id));
        Assert.That(Findings(Verify()), Is.EqualTo(expected.Length == 0 ? [] : (string[])[$"d/file {expected}"]));
    }

    [Test]
    public void Added_names_lost_folders_and_parted_links_are_named_once_each()
    {
        Shell("mkdir -p gone/deep d; echo 1 > gone/a; echo 2 > gone/deep/b; echo x > d/one; ln d/one d/two; echo y > d/three; touch -d 2001-01-01 d .", Source);
        string id = Take().Snapshot.Id;
        Shell("rm -r gone; ln -s /etc gone; cp -p d/one d/tmp; rm d/two; mv d/tmp d/two; echo new > d/new; mkdir d/newfolder; touch -d 2001-01-01 d .", Path.Combine(Backups, id));
        Assert.That(Findings(Verify()), Is.EquivalentTo((string[])["gone TypeChanged", "d/new Added", "d/newfolder Added", "d/two LinksChanged"]));
    }

    [Test]
    public void A_snapshot_without_a_manifest_is_read_and_proved_as_far_as_others_share_it()
    {
        Shell("echo shared > shared; echo first > own", Source);
        string first = Take().Snapshot.Id;
        Shell("echo second > own", Source);
        string second = Take().Snapshot.Id;
        File.Delete(Path.Combine(Backups, $".agsekit-{first}.man"));
        VerifyResult result = Verify();
        Assert.That((result.IsDamaged, result.IsProved), Is.EqualTo((false, false)));
        Assert.That(result.Snapshots.Select(snapshot => (snapshot.Id, snapshot.Manifest, snapshot.Files, snapshot.Proved)), Is.EqualTo(((string, ManifestState, int, int)[])[(first, ManifestState.Missing, 2, 1), (second, ManifestState.Good, 2, 2)]));
        Assert.That(() => Verify("20010101-000000"), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotMissing));
    }

    [Test]
    public void Every_byte_of_a_manifest_may_be_wrong_and_nothing_breaks()
    {
        Shell("mkdir d; echo 1 > d/a; echo 2 > b; ln b c", Source);
        string id = Take().Snapshot.Id, file = Path.Combine(Backups, $".agsekit-{id}.man");
        byte[] good = File.ReadAllBytes(file);
        for (int at = 0; at < good.Length; at += 3)
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x5A;
            File.WriteAllBytes(file, bad);
            Assert.That(Verify().IsDamaged, Is.False, $"byte {at}");
        }

        File.WriteAllBytes(file, good[..(good.Length / 2)]);
        Assert.That(Verify().Snapshots.Single().Manifest, Is.EqualTo(ManifestState.Damaged));
        File.Delete(file);
        Directory.CreateSymbolicLink(file, "/etc/passwd");
        Assert.That(Verify().IsProved, Is.False);
    }

    [Test]
    public void An_edit_that_leaves_size_and_times_alone_is_found_in_the_source()
    {
        Write("plain", "plain");
        Write("edited", "before");
        Write("rotten", "before");
        Take();
        Write("edited", "after");
        // The same inode, size and times as recorded, and another content: as after a write that moved no time. Here it is the record that is bent.
        Store.BendHash(Store.List()[^1].Id, "rotten");
        SourceVerification result = new SourceVerifier(Store, null, CancellationToken.None).Verify();
        Assert.That((result.Hidden.Select(path => path.ToString()).ToArray(), result.Changed, result.Proved), Is.EqualTo(((string[])["rotten"], 1, 1)));
    }

    private VerifyResult Verify(params string[] ids) => new SnapshotVerifier(Store, null, CancellationToken.None).Verify(ids);

    private static string[] Findings(VerifyResult result) => [.. result.Snapshots.SelectMany(snapshot => snapshot.Findings).Select(finding => $"{finding.Path} {finding.Kind}")];
}
