using AgentSafetyKit.Errors;
using AgentSafetyKit.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>When a folder lost so much that no snapshot of it is taken without being told to: what is only moved is no loss, and what is gone is one whatever took its place.</summary>
internal sealed class SourceLossTests : SnapshotFixture
{
    private const string Wiped = "for i in $(seq 200); do echo other$i > src/g$i; done";

    [TestCase("mv src lib")]
    [TestCase("mkdir -p a/b; mv src a/b/lib; for i in $(seq 700); do echo $i > more$i; done")]
    [TestCase("cd src; for f in *; do mv $f renamed.$f; done")]
    [TestCase("mv src old; mkdir src; " + Wiped)]
    [TestCase("mv src lib; ln lib/f1 again; rm lib/f1")]
    [TestCase("mv src lib; rm lib/f?")]
    [TestCase("ln src/f1 src/f1b; cp -al src lib; rm -r src")]
    public void What_is_only_moved_is_not_gone(string script)
    {
        Fill();
        Shell(script, Source);
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(Store.List(), Has.Count.EqualTo(2));
    }

    [TestCase("rm -r src; mkdir src; " + Wiped)]
    [TestCase("rm src/*; " + Wiped)]
    [TestCase("cp -r src lib; rm -r src; rm -r lib; mkdir lib; touch lib/{1..200}")]
    [TestCase("for f in src/*; do echo encrypted > $f; mv $f $f.locked; done")]
    [TestCase("for f in src/*; do cat src/f1 > src/.x; touch -r src/f1 src/.x; mv src/.x $f; mv $f $f.y; done")]
    [TestCase("mv src lib; rm lib/f*[1-9]")]
    [TestCase("for i in $(seq 2 200); do rm src/f$i; ln src/f1 src/h$i; done")]
    public void What_is_gone_is_a_loss_whatever_took_its_place(string script)
    {
        Fill();
        Shell(script, Source);
        Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SourceEmptied));
        Assert.That(TakeAnyway().Outcome, Is.EqualTo(SnapshotOutcome.Created));
    }

    [TestCase(80, 3, true)]
    [TestCase(80, 20, false)]
    [TestCase(15, 1, false)]
    public void Nearly_all_of_a_small_folder_is_a_loss_too(int before, int left, bool isRefused)
    {
        Shell($"for i in $(seq {before}); do echo $i > f$i; done", Source);
        Take();
        Shell($"for i in $(seq {left + 1} {before}); do rm f$i; done", Source);
        Assert.That(() => Take(), isRefused ? Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SourceEmptied) : Throws.Nothing);
    }

    [Test]
    public void After_an_undo_a_moved_folder_is_no_loss_either()
    {
        Fill();
        string before = Take().Snapshot.Id;
        Shell("rm -r src; mkdir gen; for i in $(seq 300); do echo $i > gen/$i; done", Source);
        RestoreAll(before, safety: true);
        Shell("mv src lib", Source);
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Created));
    }

    [Test]
    public void However_files_are_moved_and_deleted_only_the_deleted_count()
    {
        var moves = Gen.Choose(0, 3).ArrayOf(220).ToArbitrary();
        Prop.ForAll(moves, fates =>
        {
            Shell("rm -rf src lib; mkdir src lib; for i in $(seq 0 219); do echo $i > src/f$i; done", Source);
            TakeAnyway();
            int deleted = 0;
            for (int i = 0; i < fates.Length; i++)
            {
                if (fates[i] == 0)
                    File.Move(At($"src/f{i}"), At($"lib/g{fates.Length - i}"));
                else if (fates[i] == 1)
                    File.Move(At($"src/f{i}"), At($"top{i}"), overwrite: true);
                else if (fates[i] == 2 || deleted++ % 2 == 0)
                    File.Delete(At($"src/f{i}"));
            }

            int gone = fates.Count(fate => fate == 2) + ((fates.Count(fate => fate == 3) + 1) / 2);
            bool refused = false;
            try
            {
                Take();
            }
            catch (KitException error) when (error.Code == ErrorCode.SourceEmptied)
            {
                refused = true;
                Assert.That(error.Cause.English, Does.StartWith($"{gone} of the "));
            }

            return refused == (gone > 100 && gone * 2 > 220);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));
    }

    private void Fill()
    {
        Shell("mkdir src; for i in $(seq 200); do echo $i > src/f$i; done", Source);
        Take();
    }
}
