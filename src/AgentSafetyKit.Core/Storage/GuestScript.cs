using System.Text;

namespace AgentSafetyKit.Storage;

/// <summary>The shell scripts of src/guest, which travel inside the executable.</summary>
public static class GuestScript
{
    public static string Read(string name)
    {
        using Stream stream = typeof(GuestScript).Assembly.GetManifestResourceStream("guest/" + name)
            ?? throw new InvalidOperationException($"no guest script '{name}' was built in");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
