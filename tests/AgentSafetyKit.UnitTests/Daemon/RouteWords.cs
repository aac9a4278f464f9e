using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Diagnostics;

namespace AgentSafetyKit.UnitTests.Daemon;

/// <summary>What the description of the interface says of one route besides what the code itself shows.</summary>
internal sealed record RouteWords(string Summary, Type? Contract, int Status = 200, Type? Body = null)
{
    public string MediaType { get; init; } = "application/json";

    public bool BodyIsRequired { get; init; }

    public (string Name, string Type, string Description)[] Query { get; init; } = [];

    private static readonly (string Name, string Type, string Description)[] OnePath = [("path", "string", "From the top of the folder"), ("pathBytes", "string", "The same in base64, for names that are no text")];

    public static readonly Dictionary<string, RouteWords> All = new(StringComparer.Ordinal)
    {
        ["GET /healthz"] = new("Whether the daemon lives", typeof(HealthResponse)),
        ["GET /readyz"] = new("Whether it has begun what the configuration wants", typeof(HealthResponse)),
        ["GET /openapi.json"] = new("This document", null),
        ["GET /metrics"] = new("Numbers for Prometheus", null) { MediaType = "text/plain" },
        ["GET /v1/status"] = new("The whole picture within three seconds: VMs, agents, mounts, ports, backups, daemon", typeof(StatusReport)),
        ["GET /v1/doctor"] = new("Every known trouble looked for, as doctor does; takes seconds", typeof(HealthRecord)),
        ["POST /v1/dashboard"] = new("A link that opens the web page once, within a minute; the page is served from then on", typeof(DashboardRecord)),
        ["GET /v1/daemon"] = new("The daemon's own part of it, at once: services, configuration, backups", typeof(DaemonResponse)),
        ["GET /v1/events"] = new("What happens, as server-sent events whose data is an EventRecord; with Last-Event-ID also what was missed", null) { MediaType = "text/event-stream" },
        ["GET /v1/operations"] = new("Work that goes on, and the last that has ended", typeof(OperationListRecord)),
        ["GET /v1/operations/{id}"] = new("How far one is, and what came of it", typeof(OperationRecord)),
        ["DELETE /v1/operations/{id}"] = new("Ask it to end", typeof(OperationRecord), 202),
        ["GET /v1/vms"] = new("The VMs, made and configured", typeof(MachineListRecord)),
        ["POST /v1/vms"] = new("Make one of the configuration; one that exists stays as it is", typeof(OperationRecord), 202, typeof(VmRequest)) { BodyIsRequired = true },
        ["GET /v1/vms/{name}"] = new("One of them", typeof(MachineRecord)),
        ["DELETE /v1/vms/{name}"] = new("Remove it with its disk", typeof(OperationRecord), 202) { Query = [("force", "boolean", "Also when an agent works in it")] },
        ["POST /v1/vms/{name}/start"] = new("Start it and wait until it can be used", typeof(OperationRecord), 202),
        ["POST /v1/vms/{name}/stop"] = new("Stop it", typeof(OperationRecord), 202, typeof(ForceRequest)),
        ["POST /v1/vms/{name}/restart"] = new("Stop it and start it again", typeof(OperationRecord), 202, typeof(ForceRequest)),
        ["GET /v1/mounts"] = new("The folders, each mounted one just tried", typeof(MountListRecord)),
        ["POST /v1/mounts"] = new("Give a folder of the configuration to its VM, to stay", typeof(OperationRecord), 202, typeof(MountRequest)) { BodyIsRequired = true },
        ["GET /v1/mounts/{mount}"] = new("One of them", typeof(MountViewRecord)),
        ["DELETE /v1/mounts/{mount}"] = new("Take it away from its VM", typeof(OperationRecord), 202),
        ["GET /v1/tripwires"] = new("Agents that were stopped because they deleted or overwrote much at once, and wait", typeof(TripwireListRecord)),
        ["POST /v1/tripwires/{mount}/continue"] = new("Let it go on", typeof(TripwireRecord)),
        ["POST /v1/tripwires/{mount}/undo"] = new("End it and put the folder back as the last good snapshot has it", typeof(OperationRecord), 202),
        ["GET /v1/agents"] = new("The agents of the configuration", typeof(AgentListRecord)),
        ["GET /v1/agents/{name}"] = new("One of them", typeof(AgentRecord)),
        ["GET /v1/forwards"] = new("The port forwards", typeof(PortListRecord)),
        ["GET /v1/runs"] = new("The runs at work, and the last that have ended", typeof(RunListRecord)) { Query = [("ended", "integer", "So many of those that have ended; 100 where not given")] },
        ["POST /v1/runs"] = new("Begin one that needs no terminal; the result is a RunViewRecord", typeof(OperationRecord), 202, typeof(RunStartRequest)) { BodyIsRequired = true },
        ["GET /v1/runs/{id}"] = new("One of them", typeof(RunViewRecord)),
        ["POST /v1/runs/{id}/stop"] = new("Ask its agent to end, then take the last snapshot", typeof(OperationRecord), 202, typeof(RunStopRequest)),
        ["POST /v1/runs/{id}/kill"] = new("End its agent at once, then take the last snapshot", typeof(OperationRecord), 202),
        ["GET /v1/runs/{id}/attach"] = new("Its terminal, as a WebSocket: binary messages are its bytes both ways, text messages a TerminalResize from the client and at the end a TerminalEnd to it", null, 101)
        {
            Query = [("columns", "integer", "Of the client's window; 80 where not given"), ("rows", "integer", "Of the client's window; 24 where not given"), ("readOnly", "boolean", "Only look: keys and window size are not passed on")],
        },
        ["GET /v1/runs/{id}/logs"] = new("What its agent wrote to its terminal", null)
        {
            MediaType = "text/plain", Query = [("follow", "boolean", "Go on until the agent ends"), ("raw", "boolean", "With all control sequences, as the agent wrote it (application/octet-stream)")],
        },
        ["GET /v1/runs/{id}/review"] = new("What it changed", typeof(ReviewRecord)),
        ["POST /v1/runs/{id}/undo"] = new("Put its folder back as before it; the result is a RestoreRecord", typeof(OperationRecord), 202, typeof(UndoRequest)),
        ["GET /v1/boxes"] = new("The boxes of the VMs that run", typeof(BoxListRecord)) { Query = [("vm", "string", "Those of this VM only")] },
        ["GET /v1/boxes/{name}"] = new("One of them", typeof(BoxRecord)) { Query = [("vm", "string", "The VM it is in; the first of the configuration where not given")] },
        ["DELETE /v1/boxes/{name}"] = new("Remove it with its home", null, 204) { Query = [("vm", "string", "The VM it is in; the first of the configuration where not given")] },
        ["POST /v1/sessions"] = new("Make a session: a container in the VM for a program", typeof(SessionRecord), 201, typeof(SessionRequest)),
        ["GET /v1/sessions"] = new("The sessions of who asks", typeof(SessionListRecord)),
        ["GET /v1/sessions/{id}"] = new("One of them", typeof(SessionRecord)),
        ["DELETE /v1/sessions/{id}"] = new("End it and remove all of it", null, 204),
        ["POST /v1/sessions/{id}/execute"] = new("Let an agent work on a text; with Accept: text/event-stream as it comes, each piece an OutputRecord", typeof(ExecutionRecord), 200, typeof(ExecuteRequest)) { BodyIsRequired = true },
        ["POST /v1/sessions/{id}/exec"] = new("Run a command; with Accept: text/event-stream as it comes, each piece an OutputRecord", typeof(ExecutionRecord), 200, typeof(SessionExecRequest)) { BodyIsRequired = true },
        ["PUT /v1/sessions/{id}/files/{path}"] = new("Put a file beneath its folder /tmp, 16 MiB at most", null, 204),
        ["GET /v1/sessions/{id}/files/{path}"] = new("A file beneath its folder /tmp, 16 MiB at most", null) { MediaType = "application/octet-stream" },
        ["GET /v1/backups"] = new("The folders whose backups are on", typeof(BackupListRecord)),
        ["GET /v1/backups/{mount}"] = new("One of them", typeof(BackupFolderRecord)),
        ["GET /v1/backups/{mount}/snapshots"] = new("Its snapshots, oldest first", typeof(SnapshotListRecord)),
        ["GET /v1/backups/{mount}/diff"] = new("What changed since a snapshot, or between two", typeof(DiffRecord))
        {
            Query = [("from", "string", "A snapshot; the newest where not given"), ("to", "string", "A second one; the folder now where not given"), ("path", "string", "Only this and what is below it; may be given again"), ("pathBytes", "string", "The same in base64, for names that are no text"), ("content", "boolean", "Also the changed lines of text files")],
        },
        ["POST /v1/backups/{mount}/restore"] = new("Put the folder, or paths of it, back as a snapshot has them; the result is a RestoreRecord", typeof(OperationRecord), 202, typeof(SnapshotRestoreRequest)) { BodyIsRequired = true },
        ["POST /v1/backups/{mount}/verify"] = new("Read snapshots again and compare them with what was stored; the result is a VerifyRecord", typeof(OperationRecord), 202, typeof(VerifyRequest)),
        ["GET /v1/backups/{mount}/history"] = new("Every version of a file or folder, oldest first", typeof(HistoryRecord)) { Query = OnePath },
        ["GET /v1/backups/{mount}/usage"] = new("What each snapshot holds; reads the list of files of every one", typeof(UsageRecord)),
        ["GET /v1/backups/{mount}/snapshots/{id}/file"] = new("The text of a file as the snapshot has it, escaped, half a MiB at most", typeof(FileContentRecord)) { Query = OnePath },
        ["PUT /v1/backups/{mount}/snapshots/{id}/pin"] = new("Keep it for ever", typeof(SnapshotRecord), 200, typeof(PinRequest)),
        ["DELETE /v1/backups/{mount}/snapshots/{id}/pin"] = new("Leave it to retention again", typeof(SnapshotRecord)),
    };

    public string Describe(string parameter) => parameter switch
    {
        "mount" => "The id of a mount, as /v1/mounts and /v1/backups give it",
        "name" => "Its name",
        "path" => "Beneath the folder /tmp of the session; it may have slashes",
        _ => "Its id; for a run also a part of it that is its alone, or its name",
    };
}
