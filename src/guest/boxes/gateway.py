"""
The way out of a box or a session whose network is filtered: an HTTP proxy (RFC 9110, 9.3.6 and RFC 9112, 3.2) that calls only the hosts it is given. The
container has no network but its own loopback; the socket the proxy listens on lies in there, the proxy itself runs in the VM as its ordinary user. So
nothing else can be reached, names are not even looked up for the box, and there is no rule that could be got round.

PID OF A PROCESS THAT HOLDS THE CONTAINERS' USER NAMESPACE, PID IN THE CONTAINER, HOSTS ("pypi.org,*.pythonhosted.org,mirror.example.org:8443").
Tells the manager that began it when it listens (sd_notify(3)), and ends with the container.
"""
import asyncio
import ipaddress
import os
import re
import socket
import subprocess
import sys

PORT, USUAL_PORTS = 3128, (80, 443)
MOST_CONNECTIONS, LONGEST_HEAD, PIECE = 256, 32768, 65536
HEAD_SECONDS, CONNECT_SECONDS, IDLE_SECONDS = 30, 20, 600
# Run in the container's network, to which its socket belongs from then on.
LISTEN = f"""
import socket, sys
own = socket.socket()
own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
own.bind(("127.0.0.1", {PORT}))
own.listen(64)
socket.send_fds(socket.socket(fileno=int(sys.argv[1])), [b"!"], [own.fileno()])
"""
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
WORD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")


class Refused(Exception):
    """What the box asks for is not given. STATUS, and why."""


def listener(holder, inside):
    ours, theirs = socket.socketpair()
    subprocess.run(
        ["nsenter", "--user", "--preserve-credentials", f"--target={holder}", "nsenter", "--net", f"--target={inside}", sys.executable, "-c", LISTEN, str(theirs.fileno())],
        pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, check=True, timeout=60)
    _, handles, _, _ = socket.recv_fds(ours, 1, 1)
    taken = socket.socket(fileno=handles[0])
    taken.setblocking(False)
    return taken


class Hosts:
    def __init__(self, words):
        self.exact, self.below = set(), set()
        for word in words.split(","):
            name, _, port = word.partition(":")
            for number in [int(port)] if port else USUAL_PORTS:
                (self.below if name.startswith("*.") else self.exact).add((name[1:] if name.startswith("*.") else name, number))

    def allow(self, name, port):
        return (name, port) in self.exact or any(number == port and name.endswith(end) for end, number in self.below)


def may_be_called(address):
    """Whatever a name stands for: never this VM, what answers only its own link (where clouds keep their secrets), or a group."""
    if address.version == 6:
        embedded = address.ipv4_mapped or address.sixtofour or (ipaddress.IPv4Address(address.packed[12:]) if address in ipaddress.ip_network("64:ff9b::/96") else None)
        if embedded is not None:
            address = embedded
    return not (address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved or address in ipaddress.ip_network("0.0.0.0/8"))


async def call(hosts, name, port):
    name = name.lower().rstrip(".")
    if not NAME.fullmatch(name) or not hosts.allow(name, port):
        raise Refused(403, f"{name[:255]}:{port} is not one of boxes.allow")
    try:
        found = await asyncio.wait_for(asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM), CONNECT_SECONDS)
    except (OSError, asyncio.TimeoutError):
        raise Refused(502, f"{name} is not known") from None
    places = [place[4][0] for place in found if may_be_called(ipaddress.ip_address(place[4][0].partition("%")[0]))]
    if not places:
        raise Refused(403, f"{name} stands for an address that is not called")
    for place in places:
        try:
            return await asyncio.wait_for(asyncio.open_connection(place, port, limit=PIECE), CONNECT_SECONDS)
        except (OSError, asyncio.TimeoutError):
            continue
    raise Refused(502, f"{name}:{port} does not answer")


def authority(text, usual):
    name, colon, port = text.rpartition(":")
    if not colon:
        return text, usual
    if not port.isascii() or not port.isdigit() or not 0 < len(port) <= 5:
        raise Refused(400, "that is no address")
    return name, int(port)


class Activity:
    """When anything last went through a connection, in either direction."""

    def __init__(self):
        self.heard()

    def heard(self):
        self.last = asyncio.get_running_loop().time()

    def is_over(self):
        return asyncio.get_running_loop().time() - self.last >= IDLE_SECONDS


async def relay(reader, writer, activity):
    try:
        while True:
            try:
                piece = await asyncio.wait_for(reader.read(PIECE), IDLE_SECONDS)
            except asyncio.TimeoutError:
                if activity.is_over():
                    raise
                continue
            if not piece:
                break
            activity.heard()
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except (OSError, asyncio.TimeoutError):
        writer.close()


async def head_of(reader):
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.TimeoutError, OSError):
        raise Refused(400, "that is no request") from None
    first, *fields = head[:-4].split(b"\r\n")
    words = first.split(b" ")
    if len(words) != 3 or not WORD.fullmatch(words[0]) or not re.fullmatch(rb"HTTP/1\.[01]", words[2]) or not re.fullmatch(rb"[\x21-\x7e]+", words[1]):
        raise Refused(400, "that is no request")
    pairs = []
    for field in fields:
        name, colon, value = field.partition(b":")
        if not colon or not WORD.fullmatch(name) or re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise Refused(400, "that is no request")
        pairs.append((name, value.strip()))
    return words[0], words[1].decode("ascii"), pairs


async def plain(hosts, reader, method, target, fields):
    """One request of http, of which the other side hears only what belongs to it: no second one, and no other host behind the same address."""
    match = re.fullmatch(r"http://([^/?#@\\]+)(/[^#]*|\?[^#]*)?", target, re.IGNORECASE)
    if match is None:
        raise Refused(400, "a proxy is asked for http:// addresses, or by CONNECT")
    name, port = authority(match[1], 80)
    sizes = {value for field, value in fields if field.lower() == b"content-length"}
    if any(field.lower() == b"transfer-encoding" for field, _ in fields) or len(sizes) > 1 or not all(re.fullmatch(rb"[0-9]{1,12}", size) for size in sizes):
        raise Refused(411, "the length of what is sent has to be said first")
    there, to = await call(hosts, name, port)
    path = match[2] or "/"
    hidden = {b"host", b"connection", b"proxy-connection", b"proxy-authorization", b"keep-alive", b"te", b"trailer", b"upgrade", b"expect"}
    lines = [method + b" " + (path if path.startswith("/") else "/" + path).encode("ascii") + b" HTTP/1.1", b"Host: " + match[1].encode("ascii"), b"Connection: close"]
    to.write(b"\r\n".join(lines + [field + b": " + value for field, value in fields if field.lower() not in hidden]) + b"\r\n\r\n")
    rest = int(next(iter(sizes), b"0"))
    while rest and (piece := await asyncio.wait_for(reader.read(min(rest, PIECE)), IDLE_SECONDS)):
        rest -= len(piece)
        to.write(piece)
        await to.drain()
    return there, to


async def serve(hosts, reader, writer):
    try:
        method, target, fields = await head_of(reader)
        if method == b"CONNECT":
            name, port = authority(target, 443)
            there, to = await call(hosts, name, port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            activity = Activity()
            both = [relay(reader, to, activity), relay(there, writer, activity)]
        else:
            there, to = await plain(hosts, reader, method, target, fields)
            both = [relay(there, writer, Activity())]
        try:
            await asyncio.gather(*both)
        finally:
            to.close()
    except Refused as refused:
        status, why = refused.args
        body = f"agsekit: {why}\n".encode("ascii", "replace")
        writer.write(b"HTTP/1.1 %d Refused\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(body), body))
    except (OSError, asyncio.TimeoutError):
        pass
    finally:
        writer.close()


async def main(holder, inside, words):
    hosts = Hosts(words)
    over = asyncio.Event()
    life = os.pidfd_open(inside)
    asyncio.get_running_loop().add_reader(life, over.set)
    served = 0

    async def one(reader, writer):
        nonlocal served
        if served >= MOST_CONNECTIONS:
            writer.close()
            return
        served += 1
        try:
            await serve(hosts, reader, writer)
        finally:
            served -= 1

    server = await asyncio.start_server(one, sock=listener(holder, inside), limit=LONGEST_HEAD)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1))
    async with server:
        await over.wait()
        # What still goes through belongs to nobody.
        os._exit(0)


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
