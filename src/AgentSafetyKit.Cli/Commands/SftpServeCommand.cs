using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Sftp;
using AgentSafetyKit.Native;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class SftpServeCommand
{
    public static KitCommand Create()
    {
        var root = new KitOption<string>("--root", new Text("The folder; the client sees it as /", "Папка; клиент видит её как /")) { HelpName = "DIR", Required = true };
        var readOnly = new KitOption<bool>("--read-only", new Text("Refuse every change", "Не допускать изменений"));
        var protect = new KitOption<string[]>("--protect", new Text("May be read and not changed: a path, or a name wherever it is", "Можно читать, но не менять: путь или имя, где бы оно ни было")) { HelpName = "PATH" };
        var hide = new KitOption<string[]>("--hide", new Text("Does not exist for the client: a pattern as in .gitignore", "Не существует для клиента: шаблон как в .gitignore")) { HelpName = "PATTERN" };
        return new KitCommand("sftp-serve", new Text("Serve a folder by SFTP on standard input and output", "Обслуживать папку по SFTP через стандартный ввод и вывод"))
        {
            Group = CommandGroup.Folders,
            Details = new Text(
                "The file server that stands behind the folders of VMs, for sftp, sshfs and other tools on this computer. The client leaves the folder by no path and no link, and sees nothing of what .agsekit-restrict in it names. Ends when the client does.",
                "Тот же файловый сервер, что обслуживает папки ВМ, — для sftp, sshfs и других программ на этом компьютере. Клиент не выйдет за пределы папки ни по пути, ни по ссылке и не увидит того, что названо в её файле .agsekit-restrict. Завершается вместе с клиентом."),
            Examples =
            [
                new CommandExample("agsekit sftp-serve --root ~/project --read-only", new Text("a folder to look at", "папка для чтения")),
                new CommandExample("agsekit sftp-serve --root ~/project --protect .git/hooks", new Text("all but its hooks may be changed", "менять можно всё, кроме хуков")),
                new CommandExample("agsekit sftp-serve --root ~/project --hide .env --hide '*.pem'", new Text("the keys in it stay unseen", "ключей в ней не видно")),
            ],
            Work = (context, cancellation) =>
            {
                string real = FolderFinder.RequireReal(context.FullPath(context.Value(root)!));
                using GuardedFolder folder = GuardedFolder.Open(real, new GuardedFolderOptions
                {
                    ReadOnly = context.Value(readOnly),
                    Protect = [.. context.Value(protect) ?? []],
                    Hide = [.. context.Value(hide) ?? []],
                    Restrict = RestrictFile.Read(real),
                });
                SftpEnd end = SftpServer.Serve(folder, FileDescriptor.StandardInput, FileDescriptor.StandardOutput, cancellation);
                return end switch
                {
                    SftpEnd.Closed => Task.FromResult(0),
                    SftpEnd.Cancelled => throw new OperationCanceledException(cancellation),
                    SftpEnd.ProtocolBroken => throw Ended(new Text("the client sent what is no SFTP", "клиент прислал не SFTP"), new Text("let a client start it, such as: sftp -D", "запускайте через клиента, например: sftp -D")),
                    _ => throw Ended(new Text("the connection broke within a request", "соединение оборвалось посреди запроса"), Text.None),
                };
            },
        }.With(root, readOnly, protect, hide);
    }

    private static KitException Ended(Text cause, Text fix) => new(ErrorCode.InputOutput, new Text("the folder is no longer served", "папка больше не обслуживается"), cause, fix);
}
