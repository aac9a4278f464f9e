using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Machines.Qemu;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MachineRecord))]
[JsonSerializable(typeof(RunningRecord))]
[JsonSerializable(typeof(LaunchRecord))]
[JsonSerializable(typeof(ProbeVerdict))]
internal sealed partial class MachineJson : JsonSerializerContext;
