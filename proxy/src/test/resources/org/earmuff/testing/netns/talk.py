"""Opens real connections to many ports of the cloud, as DNS over TLS, over HTTPS and others do, and sends on each more at
once than housekeeping may be. Arguments: the word that marks what is sent, the cloud's addresses. Prints how many were
accepted."""

import socket
import sys
from concurrent.futures import ThreadPoolExecutor

mark, *clouds = sys.argv[1:]
PORTS = [1, 21, 22, 25, 53, 80, 123, 143, 443, 465, 784, 853, 993, 1080, 1194, 1701, 3128, 4070, 4433, 5060, 5222, 5228, 8008]
PORTS += [8080, 8443, 8480, 8883, 9999, 15443, 32768, 51820, 65535]
RECORD = 4000


def talk(target):
    cloud, port = target
    word = ("%s:talk-%d-%d:" % (mark, port, 6 if ":" in cloud else 4)).encode()
    record = b"\x17\x03\x03" + RECORD.to_bytes(2, "big") + (word * RECORD)[:RECORD]
    try:
        with socket.create_connection((cloud, port), timeout=5) as s:
            s.settimeout(5)
            for _ in range(3):
                s.sendall(record)
            s.recv(1)
        return 1
    except socket.timeout:
        return 1
    except ConnectionResetError:
        return 1
    except OSError:
        return 0


with ThreadPoolExecutor(16) as pool:
    print(sum(pool.map(talk, [(c, p) for c in clouds for p in PORTS])))
