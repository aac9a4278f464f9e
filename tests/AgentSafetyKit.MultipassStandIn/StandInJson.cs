using System.Text;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary>JSON as Multipass prints it: four blanks, and an empty list or object is two lines.</summary>
public static class StandInJson
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        string inner = new(' ', 4 * (depth + 1)), outer = new(' ', 4 * depth);
        switch (value)
        {
            case (string, object?)[] pairs:
                text.Append("{\n");
                for (int i = 0; i < pairs.Length; i++)
                {
                    text.Append(inner).Append('"').Append(pairs[i].Item1).Append("\": ");
                    Write(text, pairs[i].Item2, depth + 1);
                    text.Append(i + 1 < pairs.Length ? ",\n" : "\n");
                }

                text.Append(outer).Append('}');
                break;
            case object[] items:
                text.Append("[\n");
                for (int i = 0; i < items.Length; i++)
                {
                    text.Append(inner);
                    Write(text, items[i], depth + 1);
                    text.Append(i + 1 < items.Length ? ",\n" : "\n");
                }

                text.Append(outer).Append(']');
                break;
            case string word:
                text.Append('"').Append(word).Append('"');
                break;
            default:
                text.Append(value);
                break;
        }
    }
}
