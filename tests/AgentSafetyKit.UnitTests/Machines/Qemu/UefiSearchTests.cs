using AgentSafetyKit.Machines.Qemu;
using Processor = System.Runtime.InteropServices.Architecture;

namespace AgentSafetyKit.UnitTests.Machines.Qemu;

public sealed class UefiSearchTests
{
    private string _home = "";

    private string System => Path.Combine(_home, "usr");

    private string Administrator => Path.Combine(_home, "etc");

    [SetUp]
    public void Begin()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-uefi-").FullName;
        Directory.CreateDirectory(System);
        Directory.CreateDirectory(Administrator);
    }

    [TearDown]
    public void End() => Directory.Delete(_home, recursive: true);

    [Test]
    public void The_first_that_fits_the_machine_and_demands_no_signatures_is_taken()
    {
        Describe(System, "40-secure.json", "secure", features: "\"secure-boot\", \"requires-smm\"");
        Describe(System, "60-plain.json", "plain");
        Describe(System, "70-later.json", "later");
        Describe(System, "50-arm.json", "arm", target: """{"architecture": "aarch64", "machines": ["virt-*"]}""");
        Describe(System, "30-old.json", "old", target: """{"architecture": "x86_64", "machines": ["pc-i440fx-*"]}""");
        Describe(System, "20-bios.json", "bios", kind: "bios");
        File.WriteAllText(Path.Combine(System, "10-broken.json"), "{");
        Assert.That(Name(Processor.X64), Is.EqualTo("plain"));
        Assert.That(Name(Processor.Arm64), Is.EqualTo("arm"));
    }

    [Test]
    public void What_the_administrator_put_in_its_place_or_hid_counts()
    {
        Describe(System, "60-plain.json", "plain");
        Describe(System, "70-later.json", "later");
        File.WriteAllText(Path.Combine(Administrator, "60-plain.json"), "");
        Assert.That(Name(Processor.X64), Is.EqualTo("later"));
        Describe(Administrator, "70-later.json", "mine");
        Assert.That(Name(Processor.X64), Is.EqualTo("mine"));
    }

    [Test]
    public void One_whose_files_are_not_there_is_passed_over()
    {
        Describe(System, "60-plain.json", "plain");
        File.Delete(Path.Combine(_home, "plain.vars"));
        Assert.That(Name(Processor.X64), Is.Null);
    }

    private string? Name(Processor architecture) => Path.GetFileNameWithoutExtension(UefiSearch.Find(architecture, [Administrator, System, Path.Combine(_home, "none")])?.Code);

    private void Describe(string folder, string file, string name, string features = "", string kind = "uefi", string target = """{"architecture": "x86_64", "machines": ["pc-i440fx-*", "pc-q35-*"]}""")
    {
        File.WriteAllText(Path.Combine(_home, name + ".code"), "");
        File.WriteAllText(Path.Combine(_home, name + ".vars"), "");
        File.WriteAllText(Path.Combine(folder, file), $$"""
            {"interface-types": ["{{kind}}"], "features": [{{features}}], "targets": [{{target}}],
             "mapping": {"device": "flash", "executable": {"filename": "{{_home}}/{{name}}.code", "format": "raw"}, "nvram-template": {"filename": "{{_home}}/{{name}}.vars", "format": "raw"} } }
            """);
    }
}
