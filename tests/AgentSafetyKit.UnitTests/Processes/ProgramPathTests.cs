using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Processes;

[NonParallelizable]
public sealed class ProgramPathTests
{
    [Test]
    public void System_programs_are_found_although_PATH_may_lack_them()
    {
        string? before = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", "/nowhere::.");
            Assert.That(ProgramPath.Find("sh"), Is.EqualTo("/usr/bin/sh").Or.EqualTo("/bin/sh"));
            Environment.SetEnvironmentVariable("PATH", null);
            Assert.That(ProgramPath.Find("sh"), Is.Not.Null);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }

    [Test]
    public void Neither_folders_nor_files_without_the_right_nor_the_working_folder_count()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("agsekit-folder"));
        File.WriteAllText(folder.At("agsekit-text"), "");
        string? before = Environment.GetEnvironmentVariable("PATH");
        string where = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.FullPath;
            Environment.SetEnvironmentVariable("PATH", $"{folder.FullPath}:.:");
            Assert.That(ProgramPath.Find("agsekit-folder"), Is.Null);
            Assert.That(ProgramPath.Find("agsekit-text"), Is.Null);
            Assert.That(ProgramPath.Find("/no/such"), Is.Null);
            File.SetUnixFileMode(folder.At("agsekit-text"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            Assert.That(ProgramPath.Find("agsekit-text"), Is.EqualTo(folder.At("agsekit-text")));
            Assert.That(ProgramPath.Find("./agsekit-text"), Is.EqualTo(folder.At("agsekit-text")), "absolute, because the command may start elsewhere");
            Environment.SetEnvironmentVariable("PATH", ".:");
            Assert.That(ProgramPath.Find("agsekit-text"), Is.Null, "a folder that somebody else fills is no place to look for programs");
        }
        finally
        {
            Environment.CurrentDirectory = where;
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }
}
