using System.Globalization;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>What a user is told when the product itself is wrong; the stack goes to a file, not to the terminal.</summary>
internal static class BugReport
{
    public static KitException Of(Exception error, KitPaths paths, TimeProvider time)
    {
        string where = Save(error, paths, time);
        return new KitException(
            ErrorCode.Bug,
            new Text("internal error: this is a bug in agsekit", "внутренняя ошибка: это ошибка в самом agsekit"),
            Text.Verbatim($"{error.GetType().Name}: {Printable.Escape(error.Message)}"),
            new Text($"please report it with the file {where}", $"пожалуйста, сообщите о ней, приложив файл {where}"),
            error);
    }

    private static string Save(Exception error, KitPaths paths, TimeProvider time)
    {
        string stamp = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        try
        {
            string file = Path.Combine(PrivateFolder.Ensure(paths.LogsFolder), $"bug-{stamp}.log");
            File.WriteAllText(file, $"agsekit {ProductVersion.Text}\n{error}\n");
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or KitException)
        {
            return $"(not saved: {failure.Message})";
        }
    }
}
