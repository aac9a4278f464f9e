using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Multipass;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

/// <summary>What the client prints, as recorded from 1.16.3.</summary>
public sealed class MultipassAnswerTests
{
    [Test]
    public void A_daemon_that_can_be_used_says_its_version()
    {
        Assert.That(MultipassAnswer.DaemonVersion(Bytes("{\n    \"multipass\": \"1.16.3\",\n    \"multipassd\": \"1.16.3\"\n}\n")), Is.EqualTo("1.16.3"));
        Assert.That(MultipassAnswer.DaemonVersion(Bytes("{\n    \"multipass\": \"1.16.3\"\n}\n")), Is.Null);
    }

    [TestCase("Running", MultipassStatus.Running)]
    [TestCase("Delayed Shutdown", MultipassStatus.DelayedShutdown)]
    [TestCase("Suspending", MultipassStatus.Suspending)]
    [TestCase("Deleted", MultipassStatus.Deleted)]
    [TestCase("Unknown", MultipassStatus.Unknown)]
    [TestCase("something of 2.0", MultipassStatus.Unknown)]
    public void Every_state_has_its_word(string word, object status)
    {
        string json = $$"""{ "list": [ { "ipv4": [ ], "name": "t1", "release": "Ubuntu 24.04 LTS", "state": "{{word}}", "zone": {"name": "zone1", "available": true} } ] }""";
        Assert.That(MultipassAnswer.Machines(Bytes(json)), Is.EqualTo(new[] { new MultipassListing("t1", (MultipassStatus)status, "Ubuntu 24.04 LTS") }));
    }

    [Test]
    public void No_machines_is_an_empty_list() => Assert.That(MultipassAnswer.Machines(Bytes("{\n    \"list\": [\n    ]\n}\n")), Is.Empty);

    [Test]
    public void Details_of_a_machine_that_runs()
    {
        const string json = """
            {
                "errors": [
                ],
                "info": {
                    "t1": {
                        "cpu_count": "1",
                        "disks": {
                            "sda1": {
                                "total": "8379899904",
                                "used": "590974976"
                            }
                        },
                        "image_hash": "20aed4d0a10b8a674a7822bf2975ab566fa6cbfe908ef092a7a8d1c1c3fbb4f2",
                        "image_release": "24.04 LTS",
                        "ipv4": [
                            "10.51.197.137"
                        ],
                        "load": [
                            1.6,
                            0.55,
                            0.2
                        ],
                        "memory": {
                            "total": 1019494400,
                            "used": 223465472
                        },
                        "mounts": {
                        },
                        "release": "Debian GNU/Linux 12 (bookworm)",
                        "snapshot_count": "0",
                        "state": "Running"
                    }
                }
            }
            """;
        MultipassDetails details = MultipassAnswer.Details("t1", Bytes(json));
        Assert.That((details.Status, string.Join(' ', details.Addresses), details.ImageHash[..8], details.DiskUsed), Is.EqualTo((MultipassStatus.Running, "10.51.197.137", "20aed4d0", 590974976L)));
    }

    [Test]
    public void Details_of_a_machine_that_is_off()
    {
        const string json = """{ "errors": [ ], "info": { "t1": { "cpu_count": "", "disks": { "sda1": { } }, "ipv4": [ ], "load": [ ], "memory": { }, "mounts": { }, "release": "", "snapshot_count": "0", "state": "Stopped" } } }""";
        MultipassDetails details = MultipassAnswer.Details("t1", Bytes(json));
        Assert.That((details.Status, details.Addresses.Length, details.ImageHash, details.DiskUsed), Is.EqualTo((MultipassStatus.Stopped, 0, "", 0L)));
    }

    [TestCase("")]
    [TestCase("No instances found.\n")]
    [TestCase("[]")]
    [TestCase("""{ "list": {} }""")]
    [TestCase("""{ "list": [ { "name": 7, "state": "Running", "release": "" } ] }""")]
    [TestCase("""{ "list": [ { "name": null, "state": "Running", "release": "" } ] }""")]
    [TestCase("""{ "list": [ "t1" ] }""")]
    public void What_is_not_an_answer_is_said_to_be_none(string text) =>
        Assert.That(Assert.Throws<KitException>(() => MultipassAnswer.Machines(Bytes(text)))!.What.English, Does.Contain("not understood"));

    [TestCase("""["-oProxyCommand=x"]""")]
    [TestCase("""["10.0.0.1 x"]""")]
    [TestCase("""["fe80::1"]""")]
    [TestCase("""[5]""")]
    public void Only_an_address_is_taken_for_one(string addresses) =>
        Assert.That(() => MultipassAnswer.Details("t1", Bytes($$"""{ "info": { "t1": { "ipv4": {{addresses}}, "state": "Running" } } }""")), Throws.TypeOf<KitException>());

    [TestCase("\e[2K\e[0A\e[0EStarting t1  \b/\b-\b\\\b \e[2K\e[0A\e[0EOUT\n", "OUT\n")]
    [TestCase("\e[2K\e[0A\e[0E\e[2K\e[0A\e[0E", "")]
    [TestCase("one\ntwo\e[2Kthree\b\b\b\b\b\b\b", "one\n")]
    [TestCase("\e[31mred\e[0m", "red")]
    [TestCase("cut \e[", "cut ")]
    public void Of_the_spinner_nothing_stays(string output, string shown) => Assert.That(Encoding.UTF8.GetString(MultipassWords.Shown(Bytes(output))), Is.EqualTo(shown));

    [TestCase("list", "list failed: cannot connect to the multipass socket\n", "cannot connect to the multipass socket")]
    [TestCase("exec", "exec failed: The following errors occurred:\ninstance \"nope\" does not exist\nexec failed: The following errors occurred:\ninstance \"nope\" does not exist\n", "instance \"nope\" does not exist")]
    [TestCase("stop", "[2026-11-21T09:31:37.206] [error] [url downloader] Failed to get x\nstop failed: no\n", "no")]
    [TestCase("find", "[2026-11-21T09:31:37.206] [error] [sftp] cannot access\n", "[2026-11-21T09:31:37.206] [error] [sftp] cannot access")]
    [TestCase("info", "[2026-11-21T09:48:33.850] [error] [client] Caught an unhandled exception: stoll\n", "[2026-11-21T09:48:33.850] [error] [client] Caught an unhandled exception: stoll")]
    [TestCase("start", "start failed: \u202eevil\a\n", "\\u202eevil\\x07")]
    public void A_complaint_is_in_the_clients_own_words(string verb, string error, string complaint) => Assert.That(MultipassWords.Complaint(verb, Bytes(error)), Is.EqualTo(complaint));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
