using System.Runtime.InteropServices;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Native;

ClosedStreams.Fill();
using var cancellation = new CancellationTokenSource();
void Cancel(PosixSignalContext signal)
{
    signal.Cancel = true;
    cancellation.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);

var settings = new TerminalSettings
{
    Language = LanguageChoice.From(Environment.GetEnvironmentVariable),
    InputIsTerminal = Libc.IsATerminal(FileDescriptor.StandardInput),
    OutputIsTerminal = Libc.IsATerminal(FileDescriptor.StandardOutput),
    ErrorIsTerminal = Libc.IsATerminal(FileDescriptor.StandardError),
    Columns = () => Libc.TerminalColumns(FileDescriptor.StandardError),
    Rows = () => Libc.TerminalRows(FileDescriptor.StandardOutput),
    NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") is null or "dumb",
};
return await new Dispatcher(TerminalStreams.OfProcess(), settings, KitServices.OfProcess(), AllCommands.Root).RunAsync(RawArguments.Of(args), cancellation.Token).ConfigureAwait(false);
