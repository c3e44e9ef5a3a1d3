"""Datagrams in a namespace, for tests. The first argument says what:

  cloud PORT ...         answers DNS for any name on every address, with the addresses of the cloud; takes datagrams on the ports,
                         answers each with its first 16 bytes, and prints "PORT LENGTH MICROSECONDS" (since it was sent, by its
                         first 8 bytes) for each; ends with its input
  ask SERVER NAME        asks for A, prints "FROM-ADDRESS FROM-PORT FOUND" or "timeout"
  talk HOST PORT N SIZE  sends N datagrams 20 ms apart, their time in them, prints how many answers came
  send HOST PORT HEX     sends one datagram, prints "reply", "timeout" or "refused"
"""

import os
import select
import socket
import struct
import sys
import threading
import time

CLOUD4 = bytes([203, 0, 113, 10])


def udp(host):
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)


def bound(port):
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    s.setsockopt(socket.IPPROTO_IP, 8, 1)  # IP_PKTINFO
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
    s.bind(("::", port))
    return s


def reply(s, data, ancillary, client):
    kept = [(level, kind, value) for level, kind, value in ancillary if kind in (8, socket.IPV6_PKTINFO)]
    s.sendmsg([data], kept, 0, client)


def dns():
    s = bound(53)
    while True:
        data, ancillary, _, client = s.recvmsg(4096, 256)
        answer = data[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + data[12:]
        reply(s, answer + b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + CLOUD4, ancillary, client)


def sink(port):
    s = bound(port)
    while True:
        data, ancillary, _, client = s.recvmsg(65536, 256)
        took = (time.monotonic_ns() - struct.unpack("!Q", data[:8].ljust(8, b"\0"))[0]) // 1000
        # In one piece: the ports' threads would tear each other's lines.
        os.write(1, f"{port} {len(data)} {took}\n".encode())
        reply(s, data[:16], ancillary, client)


def cloud(ports):
    threading.Thread(target=dns, daemon=True).start()
    for port in ports:
        threading.Thread(target=sink, args=(int(port),), daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()


def ask(server, name):
    s = udp(server)
    s.settimeout(3)
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    s.sendto(b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + labels + b"\0\0\1\0\1", (server, 53))
    try:
        data, client = s.recvfrom(4096)
        print(client[0], client[1], socket.inet_ntoa(data[-4:]))
    except socket.timeout:
        print("timeout")


def talk(host, port, n, size):
    s = udp(host)
    s.connect((host, port))
    answers = 0
    due = time.monotonic()
    for _ in range(n):
        try:
            s.send(struct.pack("!Q", time.monotonic_ns()).ljust(size, b"\xa5"))
        except ConnectionRefusedError:
            pass
        due += 0.02
        while True:
            left = due - time.monotonic()
            if left <= 0 or not select.select([s], [], [], left)[0]:
                break
            try:
                s.recv(65536)
                answers += 1
            except ConnectionRefusedError:
                pass
    print(answers)


def send(host, port, payload):
    s = udp(host)
    s.connect((host, port))
    s.settimeout(2.5)
    s.send(bytes.fromhex(payload))
    try:
        s.recv(65536)
        print("reply")
    except socket.timeout:
        print("timeout")
    except ConnectionRefusedError:
        print("refused")


if sys.argv[1] == "cloud":
    cloud(sys.argv[2:])
elif sys.argv[1] == "ask":
    ask(sys.argv[2], sys.argv[3])
elif sys.argv[1] == "talk":
    talk(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
else:
    send(sys.argv[2], int(sys.argv[3]), sys.argv[4])
