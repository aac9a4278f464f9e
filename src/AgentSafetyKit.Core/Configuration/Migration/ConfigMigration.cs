using System.Collections.Immutable;
using System.Text;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Migration;

/// <summary>
/// A configuration of the earlier tool called agsekit (its keys are ours, but for those named in <see cref="MigrationRules"/>), as this version reads it. Only what has to be is changed: comments, order and all
/// other lines stay, and a key that nothing reads any more becomes a comment, so nothing is lost. A value to be shown and agreed to; of a text that is right already nothing is changed.
/// </summary>
/// <param name="Text">The new text.</param>
/// <param name="Changes">What is different in it, in the order of the file.</param>
/// <param name="Read">What this version reads in the new text; its problems are left to the user.</param>
public sealed record ConfigMigration(string Text, ImmutableArray<MigratedKey> Changes, ConfigReadResult Read)
{
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: the text is not YAML, so the earlier tool could not read it either.</exception>
    public static ConfigMigration Of(ReadOnlyMemory<byte> content, ConfigContext context)
    {
        try
        {
            string text = YamlText.Decode(content.Span);
            string mark = content.Span.StartsWith(Encoding.UTF8.Preamble) ? "\uFEFF" : "";
            var work = new MigrationWork(text, context);
            MigrationRules.Apply(work);
            return new ConfigMigration(mark + work.Text, [.. work.Changes.OrderBy(change => change.Line)], ConfigReader.Read(Encoding.UTF8.GetBytes(work.Text), context));
        }
        catch (YamlRefusedException refused)
        {
            throw new KitException(
                ErrorCode.ConfigInvalid,
                new Text("the configuration can not be migrated", "настройки нельзя перенести"),
                new Text($"line {refused.Position.Line}: {refused.Words.English}", $"строка {refused.Position.Line}: {refused.Words.Russian}"),
                new Text("put that line right and try again", "исправьте эту строку и повторите"),
                refused);
        }
    }
}
