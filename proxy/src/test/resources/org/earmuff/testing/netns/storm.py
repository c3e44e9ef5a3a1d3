"""Storms in a namespace and those who live beside them, for tests and measurements. The first argument says what:

  echo PORT QUIET         takes connections on both ports and answers DNS on 53; on the first port it echoes; it prints how many
                          connections each port has taken so far whenever a line comes in; ends with its input
  ask HOST PORT           until its input ends: connects, sends 64 bytes, waits for them, closes, rests; prints
                          "START-MICROSECONDS TOOK-MICROSECONDS" on the monotonic clock, or "START failed WHY"
  talk HOST PORT          the same on one connection, which stays open
  names SERVER            the same with a question for a name, from a new port each time
  tcp HOST PORT RATE SECONDS
                          opens RATE connections a second, says nothing and keeps them as long as they are kept; then prints
                          "done MADE STILL-OPEN", waits for its input to end, and aborts them
  udp HOST PORT FLOWS SECONDS
                          sends three datagrams from each of FLOWS source ports, evenly over the time, prints "done" and waits for
                          its input to end
"""

import errno
import os
import resource
import select
import socket
import struct
import sys
import threading
import time

FILES = 30_000
PATIENCE = 10
# More a second would be a storm of its own: a speaker may begin 50.
REST = 0.05


def micros():
    return time.monotonic_ns() // 1000


def say(*words):
    os.write(1, (" ".join(str(w) for w in words) + "\n").encode())


def echo(port, quiet):
    taken = {port: 0, quiet: 0}
    listeners = {}
    poll = select.epoll()
    for where in (port, quiet):
        s = socket.create_server(("::", where), family=socket.AF_INET6, dualstack_ipv6=True, backlog=4096)
        s.setblocking(False)
        listeners[s.fileno()] = (s, where)
        poll.register(s.fileno(), select.EPOLLIN)
    poll.register(0, select.EPOLLIN | select.EPOLLHUP)
    dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    dns.bind(("0.0.0.0", 53))
    poll.register(dns.fileno(), select.EPOLLIN)
    clients = {}
    say("ready")
    while True:
        for fd, _ in poll.poll():
            if fd == 0:
                if not os.read(0, 64):
                    return
                say(taken[port], taken[quiet])
            elif fd == dns.fileno():
                data, client = dns.recvfrom(4096)
                answer = data[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + data[12:]
                dns.sendto(answer + b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xcb\x00\x71\x0a", client)
            elif fd in listeners:
                s, where = listeners[fd]
                client = s.accept()[0]
                taken[where] += 1
                client.setblocking(False)
                clients[client.fileno()] = client
                poll.register(client.fileno(), select.EPOLLIN | select.EPOLLRDHUP)
            else:
                try:
                    data = clients[fd].recv(4096)
                    if data:
                        clients[fd].send(data)
                        continue
                except OSError:
                    pass
                poll.unregister(fd)
                clients.pop(fd).close()


def until_the_input_ends():
    ended = threading.Event()

    def watch():
        while os.read(0, 64):
            pass
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    return ended


def repeat(once):
    ended = until_the_input_ends()
    while not ended.is_set():
        start = micros()
        try:
            once()
            say(start, micros() - start)
        except OSError as e:
            say(start, "failed", (str(e) or repr(e)).replace(" ", "-"))
        ended.wait(REST)


def exchange(s):
    s.sendall(b"?" * 64)
    got = 0
    while got < 64:
        data = s.recv(64)
        if not data:
            raise OSError("ended early")
        got += len(data)


def ask(host, port):
    def once():
        with socket.create_connection((host, port), PATIENCE) as s:
            exchange(s)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    repeat(once)


def talk(host, port):
    s = socket.create_connection((host, port), PATIENCE)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    repeat(lambda: exchange(s))


def names(server):
    question = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05alexa\x07example\x03org\x00\x00\x01\x00\x01"

    def once():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(PATIENCE)
            s.connect((server, 53))
            s.send(question)
            s.recv(512)

    repeat(once)


def tcp(host, port, rate, seconds):
    ended = until_the_input_ends()
    begin = time.monotonic()
    poll = select.epoll()
    held = {}
    made = 0
    while time.monotonic() < begin + seconds:
        while made < (time.monotonic() - begin) * rate and len(held) < FILES - 100:
            s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            s.setblocking(False)
            made += 1
            if s.connect_ex((host, port)) in (0, errno.EINPROGRESS):
                held[s.fileno()] = s
                poll.register(s.fileno(), select.EPOLLIN | select.EPOLLRDHUP)
        for fd, _ in poll.poll(0.002, 256):
            poll.unregister(fd)
            held.pop(fd).close()
    say("done", made, len(held))
    ended.wait()
    for s in held.values():
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        s.close()


def udp(host, port, flows, seconds):
    ended = until_the_input_ends()
    begin = time.monotonic()
    held = []
    for n in range(flows):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.setblocking(False)
        s.connect((host, port))
        held.append(s)
        for _ in range(3):
            try:
                s.send(b"x" * 160)
            except OSError:
                pass  # Refused by ICMP, or the queue is full.
        time.sleep(max(0, begin + n * seconds / flows - time.monotonic()))
    say("done", flows)
    ended.wait()


FILES = min(FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
globals()[sys.argv[1]](*[int(a) if a.isdigit() else a for a in sys.argv[2:]])
