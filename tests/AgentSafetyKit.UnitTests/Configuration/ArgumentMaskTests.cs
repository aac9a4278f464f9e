using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed class ArgumentMaskTests
{
    [TestCase("--api-key=abc", ExpectedResult = "--api-key=hidden")]
    [TestCase("--api-key abc --model gpt-5", ExpectedResult = "--api-key hidden --model gpt-5")]
    [TestCase("--openai-token abc", ExpectedResult = "--openai-token hidden")]
    [TestCase("--password --verbose", ExpectedResult = "--password --verbose")]
    [TestCase("--set OPENAI_API_KEY=abc", ExpectedResult = "--set OPENAI_API_KEY=hidden")]
    [TestCase("sk-ant-api03-abcdefgh", ExpectedResult = "hidden")]
    [TestCase("--header Bearer:ghp_abcdefgh12345678", ExpectedResult = "--header hidden")]
    [TestCase("https://user:pass@host/v1", ExpectedResult = "hidden")]
    [TestCase("--id 0123456789abcdef0123456789abcdef", ExpectedResult = "--id hidden")]
    [TestCase("--model claude-sonnet-4-20250514 --max-tokens=4096 --verbose /home/user/project", ExpectedResult = "--model claude-sonnet-4-20250514 --max-tokens=4096 --verbose /home/user/project")]
    [TestCase("bash -lc make", ExpectedResult = "bash -lc make")]
    public string What_looks_like_a_key_is_not_shown_and_nothing_else_is_hidden(string words) => string.Join(' ', ArgumentMask.Of([.. words.Split(' ')]));
}
