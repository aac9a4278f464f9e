using AgentSafetyKit.MultipassStandIn;

if (args is not [var role, var folder, ..])
{
    await Console.Error.WriteLineAsync("usage: multipass|ssh|guest-systemctl|forward FOLDER …");
    return 64;
}

var store = new StandInStore(folder);
return role switch
{
    "multipass" => await new StandInClient(store).Run(args[2..]),
    "ssh" => await new FakeSsh(store).Run(args[2..]),
    "guest-systemctl" => FakeGuest.SystemControl(store, args[2], args[3..]),
    "forward" => await RealGuest.Forward(store, args[2], int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture)),
    _ => 64,
};
