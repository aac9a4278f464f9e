"""
The way out of a box or a session whose network is filtered: an HTTP proxy (RFC 9110, 9.3.6 and RFC 9112, 3.2) that calls only the hosts it is given. The
container has no network but its own loopback; the socket the proxy listens on lies in there, the proxy itself runs in the VM as its ordinary user. So
nothing else can be reached, names are not even looked up for the box, and there is no rule that could be got round.

PID OF A PROCESS THAT HOLDS THE CONTAINERS' USER NAMESPACE, PID IN THE CONTAINER, FILE OF THE HOSTS ("pypi.org,*.pythonhosted.org,mirror.example.org:8443").
The file is read again at SIGHUP. Tells the manager that began it when it listens (sd_notify(3)), and ends with the container.
"""
import asyncio
import ipaddress
import os
import re
import signal
import socket
import subprocess
import sys

PORT, USUAL_PORTS = 3128, (80, 443)
MOST_CONNECTIONS, LONGEST_HEAD, PIECE, KERNEL_BUFFER, MOST_ADDRESSES = 128, 32768, 65536, 131072, 8
HEAD_SECONDS, ADDRESS_SECONDS, CALL_SECONDS, CLOSE_SECONDS, IDLE_SECONDS = 30, 8, 30, 20, 600
# Run in the container's network, to which its socket belongs from then on.
LISTEN = f"""
import socket, sys
own = socket.socket()
own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
own.bind(("127.0.0.1", {PORT}))
own.listen(64)
socket.send_fds(socket.socket(fileno=int(sys.argv[1])), [b"!"], [own.fileno()])
"""
NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
WORD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
HOP = {b"connection", b"proxy-connection", b"keep-alive", b"te", b"trailer", b"upgrade"}
# Where clouds tell a machine its secrets, as far as it is no link-local address.
CLOUDS = {ipaddress.ip_address(one) for one in ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254")}


class Refused(Exception):
    """What the box asks for is not given. STATUS, and why."""


class Ended(Exception):
    """One of the two sides is gone, or takes too long."""


def listener(holder, inside):
    ours, theirs = socket.socketpair()
    subprocess.run(
        ["nsenter", "--user", "--preserve-credentials", f"--target={holder}", "nsenter", "--net", f"--target={inside}", sys.executable, "-I", "-c", LISTEN, str(theirs.fileno())],
        pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, check=True, timeout=60)
    _, handles, _, _ = socket.recv_fds(ours, 1, 1)
    taken = socket.socket(fileno=handles[0])
    taken.setblocking(False)
    return taken


class Hosts:
    def __init__(self, file):
        self.file = file
        self.read()

    def read(self):
        self.exact, self.below = set(), set()
        with open(self.file, encoding="ascii") as words:
            for word in words.read().strip().split(","):
                name, _, port = word.partition(":")
                for number in [int(port)] if port else USUAL_PORTS:
                    (self.below if name.startswith("*.") else self.exact).add((name[1:] if name.startswith("*.") else name, number))

    def allow(self, name, port):
        return (name, port) in self.exact or any(number == port and name.endswith(end) for end, number in self.below)


def may_be_called(address):
    """Whatever a name stands for: never what answers only this VM or its own link, or a group."""
    if address.version == 6:
        embedded = address.ipv4_mapped or address.sixtofour or (ipaddress.IPv4Address(address.packed[12:]) if address in ipaddress.ip_network("64:ff9b::/96") else None)
        if embedded is not None:
            address = embedded
    barred = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved
    return not barred and address not in ipaddress.ip_network("0.0.0.0/8") and address not in CLOUDS


def bound(writer):
    """Bounds what the kernel keeps of a connection that somebody does not read."""
    for what in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, what, KERNEL_BUFFER)


async def reach(name, port):
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise Refused(502, f"{name} is not known") from None
    places = [place[4][0] for place in found if may_be_called(ipaddress.ip_address(place[4][0].partition("%")[0]))]
    barred = not places
    for place in places[:MOST_ADDRESSES]:
        try:
            there, to = await asyncio.wait_for(asyncio.open_connection(place, port, limit=LONGEST_HEAD), ADDRESS_SECONDS)
        except (OSError, asyncio.TimeoutError):
            continue
        # Another address of this very VM.
        if to.get_extra_info("peername")[0] != to.get_extra_info("sockname")[0]:
            bound(to)
            return there, to
        to.transport.abort()
        barred = True
    raise Refused(403, f"{name} stands for an address that is not called") if barred else Refused(502, f"{name}:{port} does not answer")


async def call(hosts, name, port):
    if not hosts.allow(name, port):
        raise Refused(403, f"{name}:{port} is not one of boxes.allow")
    try:
        return await asyncio.wait_for(reach(name, port), CALL_SECONDS)
    except asyncio.TimeoutError:
        raise Refused(502, f"{name}:{port} does not answer") from None


def authority(text, usual):
    name, colon, port = text.rpartition(":")
    name, number = (name, port) if colon else (text, str(usual))
    name = name.lower()
    name = name[:-1] if name.endswith(".") else name
    if not NAME.fullmatch(name) or not re.fullmatch("[0-9]{1,5}", number) or not 0 < int(number) < 65536:
        raise Refused(400, "that is no address")
    return name, int(number)


class Activity:
    """When anything last went through a connection, in either direction."""

    def __init__(self):
        self.heard()

    def heard(self):
        self.last = asyncio.get_running_loop().time()

    def is_over(self):
        return asyncio.get_running_loop().time() - self.last >= IDLE_SECONDS


async def send(writer, piece):
    writer.write(piece)
    await asyncio.wait_for(writer.drain(), IDLE_SECONDS)


async def relay(reader, writer, activity):
    while True:
        try:
            piece = await asyncio.wait_for(reader.read(PIECE), IDLE_SECONDS)
        except asyncio.TimeoutError:
            if activity.is_over():
                raise Ended from None
            continue
        if not piece:
            break
        activity.heard()
        await send(writer, piece)
    if writer.can_write_eof():
        writer.write_eof()


async def end(reader, writer):
    """What is on its way is still sent, unless nobody takes it; what the other side still sends is thrown away, or the kernel would tell it of an error instead."""
    async def finish():
        if writer.can_write_eof():
            writer.write_eof()
        await writer.drain()
        while await reader.read(PIECE):
            pass

    try:
        await asyncio.wait_for(finish(), CLOSE_SECONDS)
    except (OSError, asyncio.TimeoutError):
        pass
    writer.transport.abort()


async def head_of(reader, seconds):
    """The first line's words, and the fields."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), seconds)
    first, *fields = head[:-4].split(b"\r\n")
    pairs = []
    for field in fields:
        name, colon, value = field.partition(b":")
        if not colon or not WORD.fullmatch(name) or re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise ValueError(field)
        pairs.append((name, value.strip()))
    return first, pairs


async def request_of(reader):
    try:
        first, fields = await head_of(reader, HEAD_SECONDS)
    except asyncio.IncompleteReadError as cut:
        raise Refused(400, "that is no request") if cut.partial else Ended from None
    except (asyncio.LimitOverrunError, asyncio.TimeoutError, ValueError):
        raise Refused(400, "that is no request") from None
    words = first.split(b" ")
    if len(words) != 3 or not WORD.fullmatch(words[0]) or not re.fullmatch(rb"HTTP/1\.[01]", words[2]) or not re.fullmatch(rb"[\x21-\x7e]+", words[1]):
        raise Refused(400, "that is no request")
    return words[0], words[1].decode("ascii"), fields


def hello_name(data):
    """The name a TLS client asks for (RFC 8446, 4.1.2; RFC 6066, 3), "" where it asks for none; None: there is more to come. Raises where it is no such client."""
    message, at = b"", 0
    while len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4], "big"):
        if data[at:at + 1] not in (b"", b"\x16") or message[:1] not in (b"", b"\x01"):
            raise ValueError
        length = int.from_bytes(data[at + 3:at + 5], "big")
        if len(data) < at + 5 + length or len(data) < at + 5:
            return None
        if data[at + 1] != 3 or not length:
            raise ValueError
        message += data[at + 5:at + 5 + length]
        at += 5 + length

    def vector(start, size):
        stop = start + size + int.from_bytes(message[start:start + size], "big")
        if stop > len(message):
            raise ValueError
        return message[start + size:stop], stop

    _, after = vector(38, 1)
    _, after = vector(after, 2)
    _, after = vector(after, 1)
    extensions, _ = vector(after, 2) if after < len(message) else (b"", after)
    while len(extensions) >= 4:
        kind, length = int.from_bytes(extensions[:2], "big"), int.from_bytes(extensions[2:4], "big")
        body, extensions = extensions[4:4 + length], extensions[4 + length:]
        if kind == 0 and len(body) >= 5 and body[2] == 0:
            return body[5:5 + int.from_bytes(body[3:5], "big")].decode("ascii").lower()
    return ""


async def hello_of(reader, name):
    """What a client of TLS begins with. It has to ask for the host it was connected to: behind one address there may be many."""
    data = b""
    while len(data) < LONGEST_HEAD:
        piece = await asyncio.wait_for(reader.read(PIECE), HEAD_SECONDS)
        data += piece
        asked = hello_name(data)
        if asked is not None:
            is_number = re.fullmatch(r"[0-9.]+", name)
            if asked != name and not (is_number and not asked):
                raise ValueError
            return data
        if not piece:
            raise Ended
    raise ValueError


async def tunnel(reader, writer, there, to, name):
    await send(writer, b"HTTP/1.1 200 Connection established\r\n\r\n")
    try:
        hello = await hello_of(reader, name)
    except (ValueError, IndexError):
        # An alert: unrecognized_name.
        await send(writer, b"\x15\x03\x03\x00\x02\x02\x70")
        return
    await send(to, hello)
    activity = Activity()
    tasks = [asyncio.ensure_future(relay(reader, to, activity)), asyncio.ensure_future(relay(there, writer, activity))]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def plain(method, target, fields):
    """One request of http, of which the other side hears only what belongs to it: no second one, and no other host behind the same address."""
    match = re.fullmatch(r"http://([^/?#@\\]+)(/[^#]*|\?[^#]*)?", target, re.IGNORECASE)
    if match is None:
        raise Refused(400, "a proxy is asked for http:// addresses, or by CONNECT")
    name, port = authority(match[1], 80)
    sizes = {value for field, value in fields if field.lower() == b"content-length"}
    if any(field.lower() == b"transfer-encoding" for field, _ in fields) or len(sizes) > 1 or not all(re.fullmatch(rb"[0-9]{1,12}", size) for size in sizes):
        raise Refused(411, "the length of what is sent has to be said first")
    path = match[2] or "/"
    lines = [method + b" " + (path if path.startswith("/") else "/" + path).encode("ascii") + b" HTTP/1.1", b"Host: " + match[1].encode("ascii"), b"Connection: close"]
    head = b"\r\n".join(lines + [field + b": " + value for field, value in fields if field.lower() not in HOP | {b"host", b"proxy-authorization", b"expect"}]) + b"\r\n\r\n"
    return name, port, head, int(next(iter(sizes), b"0")), any(field.lower() == b"expect" for field, _ in fields)


async def ask(reader, to, head, rest):
    await send(to, head)
    while rest and (piece := await asyncio.wait_for(reader.read(min(rest, PIECE)), IDLE_SECONDS)):
        rest -= len(piece)
        await send(to, piece)
    # Nothing more is asked on this connection: what follows is thrown away. Whoever closes it waits for no answer.
    while await reader.read(PIECE):
        pass
    raise Ended


async def answer(there, writer):
    while True:
        try:
            first, fields = await head_of(there, IDLE_SECONDS)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            raise Refused(502, "the host answers what is no HTTP") from None
        if not re.match(rb"HTTP/1\.[01] [1-9][0-9][0-9]\b", first):
            raise Refused(502, "the host answers what is no HTTP")
        await send(writer, b"\r\n".join([first] + [field + b": " + value for field, value in fields if field.lower() not in HOP - {b"trailer"}] + [b"Connection: close"]) + b"\r\n\r\n")
        if not first[9:].startswith(b"1"):
            return await relay(there, writer, Activity())


async def exchange(reader, writer, there, to, head, rest, is_waiting):
    if is_waiting:
        await send(writer, b"HTTP/1.1 100 Continue\r\n\r\n")
    # An answer may come before all is sent.
    asking, answering = asyncio.ensure_future(ask(reader, to, head, rest)), asyncio.ensure_future(answer(there, writer))
    try:
        await asyncio.wait([asking, answering], return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            # What a host says that takes no more is still heard.
            failure = asking.exception()
            if isinstance(failure, OSError):
                await asyncio.wait([answering], timeout=CLOSE_SECONDS)
            if not answering.done():
                raise failure
        answering.result()
    finally:
        for task in (asking, answering):
            task.cancel()
        await asyncio.wait([asking, answering])


async def serve(hosts, reader, writer):
    bound(writer)
    there = to = None
    try:
        try:
            method, target, fields = await request_of(reader)
            if method == b"CONNECT":
                name, port = authority(target, 443)
                there, to = await call(hosts, name, port)
                await tunnel(reader, writer, there, to, name)
            else:
                name, port, head, rest, is_waiting = plain(method, target, fields)
                there, to = await call(hosts, name, port)
                await exchange(reader, writer, there, to, head, rest, is_waiting)
        except Refused as refused:
            status, why = refused.args
            body = f"agsekit: {why}\n".encode("ascii", "replace")
            await send(writer, b"HTTP/1.1 %d Refused\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(body), body))
        if to:
            to.transport.abort()
        await end(reader, writer)
    finally:
        for one in (to, writer):
            if one:
                one.transport.abort()


async def main(holder, inside, file):
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    try:
        life = os.pidfd_open(inside)
    except ProcessLookupError:
        return
    loop.add_reader(life, over.set)
    hosts = Hosts(file)
    loop.add_signal_handler(signal.SIGHUP, hosts.read)
    # Nor does what nobody waited for any more.
    loop.set_exception_handler(lambda *_: None)
    served = 0

    async def one(reader, writer):
        nonlocal served
        if served >= MOST_CONNECTIONS:
            writer.transport.abort()
            return
        served += 1
        try:
            await serve(hosts, reader, writer)
        except Exception:
            # Whatever a box or a host sends ends its own connection, and fills no log.
            pass
        finally:
            served -= 1

    server = await asyncio.start_server(one, sock=listener(holder, inside), limit=LONGEST_HEAD)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1))
    async with server:
        await over.wait()
        os.unlink(file)
        # What still goes through belongs to nobody.
        os._exit(0)


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
