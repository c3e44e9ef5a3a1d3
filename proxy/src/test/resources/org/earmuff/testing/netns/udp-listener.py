"""Stands in for the appliance: takes the UDP that the firewall hands over on the loopback port given, answers each
datagram from the address it was sent to, and prints "FAMILY DESTINATION PORT LENGTH" for each. Ends with its input."""

import socket
import struct
import sys
import threading

IP_TRANSPARENT = 19
IP_RECVORIGDSTADDR = 20
IPV6_TRANSPARENT = 75
IPV6_RECVORIGDSTADDR = 74


def transparent(family, address):
    s = socket.socket(family, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET:
        s.setsockopt(socket.IPPROTO_IP, IP_TRANSPARENT, 1)
    else:
        s.setsockopt(socket.IPPROTO_IPV6, IPV6_TRANSPARENT, 1)
    s.bind(address)
    return s


def destination(family, ancillary):
    for level, kind, data in ancillary:
        if family == socket.AF_INET and level == socket.IPPROTO_IP and kind == IP_RECVORIGDSTADDR:
            return socket.inet_ntop(family, data[4:8]), struct.unpack("!H", data[2:4])[0]
        if family == socket.AF_INET6 and level == socket.IPPROTO_IPV6 and kind == IPV6_RECVORIGDSTADDR:
            return socket.inet_ntop(family, data[8:24]), struct.unpack("!H", data[2:4])[0]
    raise SystemExit("a datagram without its destination")


def serve(family, s):
    while True:
        data, ancillary, _, client = s.recvmsg(65536, 256)
        host, port = destination(family, ancillary)
        print(4 if family == socket.AF_INET else 6, host, port, len(data), flush=True)
        if port != 0:
            try:
                with transparent(family, (host, port)) as answer:
                    answer.sendto(data[:1400], client)
            except OSError:
                pass  # no address to answer from


for family, loopback in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    listening = transparent(family, (loopback, int(sys.argv[1])))
    if family == socket.AF_INET:
        listening.setsockopt(socket.IPPROTO_IP, IP_RECVORIGDSTADDR, 1)
    else:
        listening.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVORIGDSTADDR, 1)
    threading.Thread(target=serve, args=(family, listening), daemon=True).start()
print("ready", flush=True)
sys.stdin.read()
