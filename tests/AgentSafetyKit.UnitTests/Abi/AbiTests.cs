using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Abi;

/// <summary>Asks the C compiler whether our picture of the system is the system's: every number and every offset becomes a <c>_Static_assert</c>.</summary>
public sealed class AbiTests
{
    private static IEnumerable<Type> NativeTypes => typeof(Libc).Assembly.GetTypes().Where(type => type.Namespace == typeof(Libc).Namespace && !type.IsNested);

    private static IEnumerable<FieldInfo> Constants => typeof(Libc).GetFields(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static)
        .Where(number => number.IsLiteral && number.FieldType != typeof(string));

    [Test]
    public void Every_number_has_its_name_in_C()
    {
        Assert.Multiple(() =>
        {
            Assert.That(NativeTypes.Where(type => type.IsEnum && !CNames.Enums.ContainsKey(type)), Is.Empty, "enums");
            Assert.That(NativeTypes.Where(type => type is { IsValueType: true, IsEnum: false } && !CNames.Structures.ContainsKey(type)), Is.Empty, "structures");
            Assert.That(Constants.Select(field => field.Name).Except(CNames.Constants.Keys), Is.Empty, "constants");
            foreach ((Type type, Dictionary<string, string> members) in CNames.Enums)
                Assert.That(members.Keys, Is.EquivalentTo(Enum.GetNames(type)), type.Name);
            foreach ((Type type, (_, Dictionary<string, string> fields)) in CNames.Structures)
                Assert.That(fields.Keys, Is.EquivalentTo(FieldsOf(type).Select(field => field.Name)), type.Name);
        });
    }

    [Test]
    public async Task The_compiler_agrees() => Assert.That(await CompilerSays(Assertions()), Is.Empty);

    /// <summary>Each kind of assertion must be able to fail.</summary>
    [TestCase("OpenFlags.Create", "64", "65")]
    [TestCase("StatxBuffer.Size", "offsetof(struct statx, stx_size) == 40", "offsetof(struct statx, stx_size) == 48")]
    [TestCase("StatVfsBuffer", "sizeof(struct statvfs) == 112", "sizeof(struct statvfs) == 104")]
    [TestCase("Libc.RoomForAttributes", "512", "256")]
    public async Task The_compiler_notices_a_wrong_number(string what, string right, string wrong)
    {
        string source = Assertions();
        string line = source.Split('\n').Single(line => line.Contains($"\"{what}\"", StringComparison.Ordinal));
        Assert.That(line, Does.Contain(right));

        string answer = await CompilerSays(source.Replace(line, line.Replace(right, wrong, StringComparison.Ordinal), StringComparison.Ordinal));

        Assert.That(answer, Does.Contain("static assertion failed").And.Contain(what));
    }

    private static string Assertions()
    {
        var source = new StringBuilder(CNames.Headers);
        void Assertion(string condition, string what) => source.Append(CultureInfo.InvariantCulture, $"_Static_assert({condition}, \"{what}\");\n");
        foreach ((Type type, Dictionary<string, string> members) in CNames.Enums)
        {
            foreach ((string name, string expression) in members)
                Assertion($"({expression}) == {Number(Enum.Parse(type, name))}", $"{type.Name}.{name}");
        }

        Assertion($"O_DIRECTORY == {Number(OpenFlagsOfArchitecture.Folder)}", "OpenFlagsOfArchitecture.Folder");
        Assertion($"O_NOFOLLOW == {Number(OpenFlagsOfArchitecture.NoFollow)}", "OpenFlagsOfArchitecture.NoFollow");
        Assertion($"UTIME_OMIT == {TimeSpec.Omit.Nanoseconds}", "TimeSpec.Omit");
        Assertion($"UTIME_NOW == {TimeSpec.Now.Nanoseconds}", "TimeSpec.Now");
        Assertion($"AT_FDCWD == {FileDescriptor.WorkingFolder.Number}", "FileDescriptor.WorkingFolder");
        foreach ((Type type, (string name, Dictionary<string, string> fields)) in CNames.Structures)
        {
            Assertion($"sizeof({name}) == {Marshal.SizeOf(type)}", type.Name);
            foreach (FieldInfo field in FieldsOf(type))
            {
                Type plain = field.FieldType.IsEnum ? Enum.GetUnderlyingType(field.FieldType) : field.FieldType;
                string there = fields[field.Name];
                Assertion(
                    $"offsetof({name}, {there}) == {Marshal.OffsetOf(type, field.Name)} && sizeof((({name} *)0)->{there}) == {Marshal.SizeOf(plain)}",
                    $"{type.Name}.{field.Name}");
            }
        }

        foreach (FieldInfo constant in Constants)
            Assertion(CNames.Constants[constant.Name].Replace("VALUE", Number(constant.GetRawConstantValue()!), StringComparison.Ordinal), $"Libc.{constant.Name}");
        return source.ToString();
    }

    private static FieldInfo[] FieldsOf(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);

    private static string Number(object value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static async Task<string> CompilerSays(string source)
    {
        if (ProgramPath.Find("cc") is null)
            Assert.Ignore("needs a C compiler (apt-get install gcc libc6-dev)");
        CommandResult result = await new CommandRunner(TimeProvider.System).RunAsync(
            CommandSpec.Of("cc", "-std=gnu11", "-fsyntax-only", "-x", "c", "-"), Encoding.UTF8.GetBytes(source), TimeSpan.FromMinutes(1), null, CancellationToken.None);
        Assert.That(result.ExitCode == 0, Is.EqualTo(result.ErrorText.Length == 0), result.ErrorText);
        return result.ErrorText;
    }
}
