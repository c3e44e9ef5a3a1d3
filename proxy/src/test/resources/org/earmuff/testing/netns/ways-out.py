"""Tries every way out of a house at once, from the namespace of one device, with packets made by hand.

Arguments: the word that marks what is sent, the interface, and the addresses: own MAC, the router's MAC, own IPv4, own
IPv6, a neighbour's IPv4, a neighbour's IPv6, the router's IPv4, the router's IPv6, the cloud's IPv4, the cloud's IPv6.
Each packet carries MARK:WAY: again and again, so that every fragment does. Prints the ways, one a line.

With one more argument, the IPv4 address that answers come to, it tries those that its standard input names instead, each line
MARK NUMBER WAY ...: NUMBER is the port that TCP comes from, and its last three digits are added to the length of datagrams. It
answers with the word sent when the router has dealt with them all. There, the neighbour is one that the router knows as a
speaker by its address, as it does 192.168.99.7 and 2001:db8:99::7; on the router's LAN are also 198.51.100.5 and
2001:db8:51::5, which are not of the house."""

import os
import socket
import struct
import sys
import time

mark, interface = sys.argv[1:3]
own_mac, router_mac = (bytes.fromhex(m.replace(":", "")) for m in sys.argv[3:5])
own4, own6, other4, other6, router4, router6, cloud4, cloud6 = sys.argv[5:13]
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind((interface, 0))
ways = []


def body(way, length):
    if way not in ways:
        ways.append(way)
    word = ("%s:%s:" % (mark, way)).encode()
    return (word * (length // len(word) + 1))[:length]


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def address(text):
    return socket.inet_pton(socket.AF_INET6 if ":" in text else socket.AF_INET, text)


def summed(source, destination, protocol, segment, at):
    pseudo = address(source) + address(destination)
    pseudo += struct.pack("!IHBB", len(segment), 0, 0, protocol) if ":" in source else struct.pack("!BBH", 0, protocol, len(segment))
    value = checksum(pseudo + segment)
    return segment[:at] + struct.pack("!H", value or 0xFFFF) + segment[at + 2 :]


def udp(source, destination, port, data, from_port=40000):
    return summed(source, destination, 17, struct.pack("!4H", from_port, port, 8 + len(data), 0) + data, 6)


def tcp(source, destination, port, data, flags=2, from_port=40001):
    return summed(source, destination, 6, struct.pack("!HHIIBBHHH", from_port, port, 1000, 0, 0x50, flags, 65535, 0, 0) + data, 16)


def echo(source, destination, data, number=1, kind=None):
    if ":" in source:
        return summed(source, destination, 58, struct.pack("!BBHHH", 128 if kind is None else kind, 0, 0, 7, number) + data, 2)
    packet = struct.pack("!BBHHH", 8 if kind is None else kind, 0, 0, 7, number) + data
    return packet[:2] + struct.pack("!H", checksum(packet)) + packet[4:]


def frame(packet, mac=own_mac):
    to = router_mac
    if packet[0] >> 4 == 4 and 224 <= packet[16] < 240:
        to = b"\x01\x00\x5e" + bytes([packet[17] & 127]) + packet[18:20]
    elif packet[0] >> 4 == 4 and packet[19] == 255:
        to = b"\xff" * 6
    elif packet[0] >> 4 == 6 and packet[24] == 255:
        to = b"\x33\x33" + packet[36:40]
    wire.send(to + mac + (b"\x08\x00" if packet[0] >> 4 == 4 else b"\x86\xdd") + packet)


def ip4(protocol, data, source=own4, destination=cloud4, options=b"", offset=0, more=False, number=None):
    options += b"\0" * (-len(options) % 4)
    words = 5 + len(options) // 4
    number = number if number is not None else os.getpid() & 0xFFFF
    head = struct.pack(
        "!BBHHHBBH4s4s", 0x40 | words, 0, words * 4 + len(data), number, (0x2000 if more else 0) | offset // 8,
        64, protocol, 0, address(source), address(destination)) + options
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + data


def ip6(protocol, data, source=own6, destination=cloud6):
    return struct.pack("!IHBB16s16s", 6 << 28, len(data), protocol, 64, address(source), address(destination)) + data


def way(name, *packets, mac=own_mac):
    for packet in packets:
        try:
            frame(packet, mac)
        except OSError as e:
            sys.exit("%s: %s" % (name, e))


def plain(name, mac=own_mac, source4=own4, source6=own6):
    """TCP and UDP by both versions, with one thing about them changed."""
    way(name + "-udp4", ip4(17, udp(source4, cloud4, 5000, body(name + "-udp4", 400)), source4), mac=mac)
    way(name + "-tcp4", ip4(6, tcp(source4, cloud4, 5000, body(name + "-tcp4", 400)), source4), mac=mac)
    way(name + "-udp6", ip6(17, udp(source6, cloud6, 5000, body(name + "-udp6", 400)), source6), mac=mac)
    way(name + "-tcp6", ip6(6, tcp(source6, cloud6, 5000, body(name + "-tcp6", 400)), source6), mac=mac)


def sweep():
    sockets = {}
    for family, cloud in ((socket.AF_INET, cloud4), (socket.AF_INET6, cloud6)):
        name = "all-udp-ports-%d" % (4 if family == socket.AF_INET else 6)
        sockets[family] = socket.socket(family, socket.SOCK_DGRAM)
        for port in range(1, 65536):
            try:
                sockets[family].sendto(body(name, 100), (cloud, port))
            except OSError:
                pass  # a refusal of an earlier one
    for port in list(range(0, 1024)) + list(range(1024, 65536, 31)):
        frame(ip4(6, tcp(own4, cloud4, port, body("tcp-ports-4", 60))))
        frame(ip6(6, tcp(own6, cloud6, port, body("tcp-ports-6", 60))))


def flags():
    for value in (0, 1, 4, 16, 18, 24, 41, 255):
        name = "tcp-flags-%d" % value
        way(name, ip4(6, tcp(own4, cloud4, 443, body(name, 200), value)), ip6(6, tcp(own6, cloud6, 443, body(name, 200), value)))


def pieces4(number, make, port, name, identity):
    whole = make(own4, cloud4, port, body(name, 2400))
    return [ip4(number, whole[at : at + 1200], offset=at, more=at + 1200 < len(whole), number=identity) for at in range(0, len(whole), 1200)]


def fragments():
    for transport, make, number in (("udp", udp, 17), ("tcp", tcp, 6)):
        for port in (53, 443, 6000):
            name = "fragments-%s-%d" % (transport, port)
            identity = port + number
            way(name, *pieces4(number, make, port, name + "-4", identity))
            way(name, *reversed(pieces4(number, make, port, name + "-4-reversed", identity + 1000)))
            whole = make(own6, cloud6, port, body(name + "-6", 2400))
            way(name, *[ip6(44, struct.pack("!BBHI", number, 0, at | (at + 1200 < len(whole)), identity) + whole[at : at + 1200]) for at in range(0, len(whole), 1200)])
            way(name, ip6(44, struct.pack("!BBHI", number, 0, 0, identity + 1) + make(own6, cloud6, port, body(name + "-6-atomic", 400))))
    tiny = tcp(own4, cloud4, 443, body("tiny", 200), 24)
    way("tiny-fragments", *[ip4(6, tiny[at : at + 8], offset=at, more=at + 8 < len(tiny), number=7000) for at in range(0, len(tiny), 8)])
    way("second-fragment-alone", ip4(17, body("second-fragment-alone", 800), offset=1200, number=7001),
        ip6(44, struct.pack("!BBHI", 17, 0, 1200, 7001) + body("second-fragment-alone", 800)))
    over = udp(own4, cloud4, 443, body("overlapping", 1600))
    way("overlapping", ip4(17, over[:800], more=True, number=7002), ip4(17, body("overlapping", 800), offset=400, more=True, number=7002), ip4(17, over[800:], offset=800, number=7002))


def options():
    def route(kind, *hops):
        return bytes([kind, 3 + 4 * len(hops), 4]) + b"".join(address(h) for h in hops)

    for transport, make, number in (("udp", udp, 17), ("tcp", tcp, 6), ("ping", None, 1)):
        def data(name, to, make=make):
            return make(own4, to, 5001, body(name, 300)) if make else echo(own4, to, body(name, 40))

        for name, value in (("record-route", route(7, "0.0.0.0", "0.0.0.0")), ("timestamp", b"\x44\x0c\x05\x00" + b"\0" * 8),
                            ("nop", b"\x01\x01\x01\x00"), ("router-alert", b"\x94\x04\0\0"), ("unknown", b"\x9e\x08" + b"leak12")):
            name = "option-%s-%s" % (name, transport)
            way(name, ip4(number, data(name, cloud4), options=value))
        for kind, word in ((131, "loose"), (137, "strict")):
            name = "%s-route-%s" % (word, transport)
            way(name, ip4(number, data(name + "-by-router", router4), destination=router4, options=route(kind, cloud4)))
            way(name, ip4(number, data(name + "-by-cloud", cloud4), options=route(kind, cloud4)))


def extensions():
    pad = b"\x01\x04\0\0\0\0"
    for transport, make, number in (("udp", udp, 17), ("tcp", tcp, 6), ("ping", None, 58)):
        for header, kind, rest in (("hop-by-hop", 0, pad), ("destination", 60, pad), ("routing-0", 43, b"\0\0\0\0\0\0"),
                                 ("routing-2", 43, b"\2\0\0\0\0\0"), ("routing-253", 43, b"\xfd\0\0\0\0\0"), ("mobility", 135, b"\0" * 6),
                                 ("hip", 139, b"\0" * 6), ("shim6", 140, b"\0" * 6), ("experiment", 253, b"\0" * 6)):
            name = "extension-%s-%s" % (header, transport)
            data = make(own6, cloud6, 5002, body(name, 300)) if make else echo(own6, cloud6, body(name, 300))
            way(name, ip6(kind, bytes([number, 0]) + rest + data))
            name += "-twice"
            data = make(own6, cloud6, 5002, body(name, 300)) if make else echo(own6, cloud6, body(name, 300))
            way(name, ip6(60, bytes([kind, 0]) + pad + bytes([number, 0]) + rest + data))
        for kind, word in ((0, "0"), (2, "2"), (3, "3"), (4, "4")):
            name = "routing-%s-by-router-%s" % (word, transport)
            data = make(own6, cloud6, 5003, body(name, 300)) if make else echo(own6, cloud6, body(name, 300))
            way(name, ip6(43, bytes([number, 2, kind, 1]) + b"\0" * 4 + address(cloud6) + data, destination=router6))


def protocols():
    for name, number in (("igmp", 2), ("ipip", 4), ("dccp", 33), ("6in4", 41), ("gre", 47), ("esp", 50), ("ah", 51), ("ospf", 89),
                         ("pim", 103), ("l2tp", 115), ("sctp", 132), ("udplite", 136), ("mpls", 137), ("raw", 253), ("reserved", 255)):
        inner = body(name + "-4", 400)
        if number == 4:
            inner = ip4(17, udp(own4, cloud4, 5004, inner))
        elif number == 41:
            inner = ip6(17, udp(own6, cloud6, 5004, inner))
        elif number == 47:
            inner = struct.pack("!HH", 0, 0x0800) + ip4(17, udp(own4, cloud4, 5004, inner))
        elif number == 51:
            inner = struct.pack("!BBHII", 17, 1, 0, 1, 1) + udp(own4, cloud4, 5004, inner)
        way(name + "-4", ip4(number, inner))
        way(name + "-6", ip6(number, body(name + "-6", 400)))
    for kind in (0, 3, 5, 10, 11, 13, 14, 15, 17, 42):
        way("icmp-%d" % kind, ip4(1, echo(own4, cloud4, body("icmp-%d" % kind, 300), kind=kind)))
    for kind in (1, 2, 3, 4, 100, 129, 133, 135, 136, 137, 138, 139, 144, 160):
        way("icmpv6-%d" % kind, ip6(58, echo(own6, cloud6, body("icmpv6-%d" % kind, 300), kind=kind)))
    way("large-ping-4", ip4(1, echo(own4, cloud4, body("large-ping-4", 1000))))
    way("large-ping-6", ip6(58, echo(own6, cloud6, body("large-ping-6", 1000))))


def elsewhere():
    for to in ("192.168.77.255", "255.255.255.255", "203.0.113.255", "224.0.0.251", "239.1.2.3"):
        name = "to-" + to
        way(name, ip4(17, udp(own4, to, 5353, body(name, 300)), destination=to))
    for to in ("ff02::fb", "ff05::1", "ff0e::1", "::ffff:" + cloud4, "64:ff9b::cb00:710a", "2002:cb00:710a::1"):
        name = "to-" + to.replace(":", "_")
        way(name, ip6(17, udp(own6, to, 5353, body(name, 300)), destination=to))
        way(name, ip6(6, tcp(own6, to, 443, body(name, 300)), destination=to))


def pings():
    for number in range(300):
        frame(ip4(1, echo(own4, cloud4, body("small-ping", 56), number)))
        frame(ip6(58, echo(own6, cloud6, body("small-ping", 48), number)))


def everything():
    plain("plain")
    time.sleep(0.2)
    plain("changed-mac", mac=bytes.fromhex("02000000ab%02x" % (own_mac[5])))
    plain("changed-address", source4="192.168.77.9" + str(own_mac[5] % 10), source6="2001:db8:77::9" + str(own_mac[5] % 10))
    plain("spoofed-neighbour", source4=other4, source6=other6)
    plain("spoofed-outside", source4="198.51.100.7", source6="2001:db8:dead::7")
    plain("link-local", source4="169.254.7.7", source6="fe80::7777")
    flags()
    fragments()
    options()
    extensions()
    protocols()
    elsewhere()
    pings()
    sweep()
    print("\n".join(ways))


FEIGNED = bytes.fromhex("02000000ab%02x" % own_mac[5])
ROUTED4, ROUTED6 = "192.168.99.7", "2001:db8:99::7"
BEYOND4, BEYOND6 = "198.51.100.5", "2001:db8:51::5"


def datagram(name, port, source, to, mac=own_mac):
    data = udp(source, to, port, body(name, 300 + number % 1000))
    frame(ip6(17, data, source, to) if ":" in source else ip4(17, data, source, to), mac)


def syn(name, port, source, to, mac=own_mac, data=b""):
    data = tcp(source, to, port, data, from_port=number)
    frame(ip6(6, data, source, to) if ":" in source else ip4(6, data, source, to), mac)


def ping(name, source, mac=own_mac):
    """Small enough to be let out, but for what else is in its header."""
    if ":" in source:
        frame(ip6(43, bytes([58, 0]) + b"\xfd\0\0\0\0\0" + echo(source, cloud6, body(name, 40)), source), mac)
    else:
        frame(ip4(1, echo(source, cloud4, body(name, 40)), source, options=b"\x01\x01\x01\x00"), mac)


def beyond(name, kind):
    route = bytes([kind, 7, 4]) + address(BEYOND4)
    frame(ip4(17, udp(own4, router4, 5001, body(name, 300)), destination=router4, options=route))


def seen(source):
    datagram("seen", 5000, source, cloud6 if ":" in source else cloud4)


ASKED = {
    "loose-route": lambda name: beyond(name, 131),
    "strict-route": lambda name: beyond(name, 137),
    "to-mapped-loopback": lambda name: datagram(name, 53, own6, "::ffff:127.0.0.1"),
    "to-the-proxy-of-the-house": lambda name: syn(name, 3128, own4, cloud4, data=body(name, 300)),
    "listener-tcp": lambda name: syn(name, 15443, own4, router4),
    "listener-udp": lambda name: datagram(name, 15443, own4, router4),
    "told-of-a-shorter-way-4": lambda name: frame(ip4(1, echo(own4, BEYOND4, body(name, 40)), destination=BEYOND4)),
    "told-of-a-shorter-way-6": lambda name: frame(ip6(58, echo(own6, BEYOND6, body(name, 40)), destination=BEYOND6)),
    "noted-as-another": lambda name: datagram(name, 9, own4, router4),
}
for v, own, other, routed, router, far, strange in (
    (4, own4, other4, ROUTED4, router4, cloud4, "198.18.7.7"),
    (6, own6, other6, ROUTED6, router6, cloud6, "2001:db8:dead::7"),
):
    def add(name, send, v=v):
        ASKED["%s-%d" % (name, v)] = send

    def changed(then, own=own):
        def both(name):
            seen(own)
            then(name)
        return both

    add("dns", lambda name, own=own, far=far: datagram(name, 53, own, far))
    add("quic", lambda name, own=own, far=far: datagram(name, 443, own, far))
    add("udp", lambda name, own=own, far=far: datagram(name, 5000, own, far))
    add("sctp", lambda name, v=v: frame((ip4 if v == 4 else ip6)(132, body(name, 300))))
    add("odd-ping", lambda name, own=own: ping(name, own))
    add("odd-ping-by-address", lambda name, other=other: ping(name, other, FEIGNED))
    add("odd-ping-changed-mac", changed(lambda name, own=own: ping(name, own, FEIGNED)))
    add("udp-changed-mac", changed(lambda name, own=own, far=far: datagram(name, 5000, own, far, FEIGNED)))
    add("udp-feigned-address", lambda name, strange=strange, far=far: datagram(name, 5000, strange, far))
    add("udp-by-routed-address", lambda name, routed=routed, far=far: datagram(name, 5000, routed, far, FEIGNED))
    add("admin", lambda name, own=own, router=router: syn(name, 8480, own, router))
    add("admin-by-address", lambda name, other=other, router=router: syn(name, 8480, other, router, FEIGNED))
    add("admin-changed-mac", changed(lambda name, own=own, router=router: syn(name, 8480, own, router, FEIGNED)))


def dealt_with(answers):
    """A ping by the same way, after all the rest: packets of one processor keep their order."""
    answers.settimeout(1)
    for attempt in range(20):
        frame(ip4(1, echo(here, router4, b"dealt with", attempt), here, router4))
        try:
            while b"dealt with" not in answers.recv(2048):
                pass
            return
        except socket.timeout:
            pass
    sys.exit("the router does not answer")


if sys.argv[13:]:
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    answers = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
    answers.bind((interface, 0x0800))
    here = sys.argv[13]
    for line in sys.stdin:
        mark, port, *names = line.split()
        number = int(port)
        for name in names:
            ASKED[name](name)
        dealt_with(answers)
        print("sent", flush=True)
else:
    everything()
