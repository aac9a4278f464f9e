using System.Runtime.InteropServices;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

ClosedStreams.Fill();
// A few megabytes that only the start of the runtime needed.
ProgramMemory.ReleaseCode();
using var cancellation = new CancellationTokenSource();
void Cancel(PosixSignalContext signal)
{
    signal.Cancel = true;
    cancellation.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);

var services = KitServices.OfProcess();
var settings = new TerminalSettings
{
    Language = SpokenLanguage.From(Environment.GetEnvironmentVariable, () => ConfiguredLanguage.Of(services.ConfigFile, () => services.ConfigContext)),
    InputIsTerminal = Libc.IsATerminal(FileDescriptor.StandardInput),
    OutputIsTerminal = Libc.IsATerminal(FileDescriptor.StandardOutput),
    ErrorIsTerminal = Libc.IsATerminal(FileDescriptor.StandardError),
    Columns = () => Libc.TerminalColumns(FileDescriptor.StandardError),
    Rows = () => Libc.TerminalRows(FileDescriptor.StandardOutput),
    NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") is null or "dumb",
};
return await new Dispatcher(TerminalStreams.OfProcess(), settings, services, AllCommands.Root).RunAsync(RawArguments.Of(args), cancellation.Token).ConfigureAwait(false);
