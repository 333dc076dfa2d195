"""relay.py MILLISECONDS BRIDGE INTERFACE:TAP... - a round-trip time for hosts, made in user space.

INTERFACE is the machine's end of a host's veth, which the caller has taken out of BRIDGE; TAP is made here and takes its
place there. Every frame is carried to the other side half of MILLISECONDS late, in order. Both sides keep the virtio-net
header, so that checksum offload and 64 KiB segments go through. Ends on SIGTERM; the TAPs end with the process."""
import collections
import fcntl
import os
import select
import socket
import struct
import subprocess
import sys
import time

SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING, ETH_P_ALL, SO_RCVBUFFORCE = 263, 15, 23, 3, 33
TUNSETIFF, TUNSETOFFLOAD = 0x400454CA, 0x400454D0
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x0002, 0x1000, 0x4000
OFFLOADS = 1 | 2 | 4 | 8  # checksums, and TCP segmentation for IPv4, IPv6 and with ECN
FRAMES_AT_ONCE, LARGEST_FRAME = 64, 70000


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def open_tap(name, interface, bridge):
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI | IFF_VNET_HDR))
    fcntl.ioctl(tap, TUNSETOFFLOAD, OFFLOADS)
    with open(f"/sys/class/net/{interface}/mtu") as file:
        mtu = file.read().strip()
    subprocess.run(["ip", "link", "set", name, "mtu", mtu, "master", bridge, "up"], check=True)
    return tap


def open_interface(name):
    # The machine itself must not answer the host past the relay.
    write(f"/proc/sys/net/ipv4/conf/{name}/arp_ignore", "8")
    write(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "1")
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    packets.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    packets.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    packets.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
    packets.bind((name, ETH_P_ALL))
    packets.setblocking(False)
    return packets.detach()


def relay(delay, other_side):
    poll = select.epoll()
    for side in other_side:
        poll.register(side, select.EPOLLIN)
    late = collections.deque()  # (when, to which side, frame): one delay for all, so always in order
    while True:
        wait = max(0.0, late[0][0] - time.monotonic()) if late else -1
        for side, _ in poll.poll(wait):
            for _ in range(FRAMES_AT_ONCE):
                try:
                    frame = os.read(side, LARGEST_FRAME)
                except OSError:  # nothing more to read, or the interface is down and may come back
                    break
                late.append((time.monotonic() + delay, other_side[side], frame))
        while late and late[0][0] <= time.monotonic():
            _, side, frame = late.popleft()
            try:
                os.write(side, frame)
            except OSError:  # full or down: a lost frame, as on any network
                pass


def main():
    milliseconds, bridge, *pairs = sys.argv[1:]
    other_side = {}
    for pair in pairs:
        name, tap_name = pair.split(":")
        interface, tap = open_interface(name), open_tap(tap_name, name, bridge)
        other_side[tap], other_side[interface] = interface, tap
    relay(float(milliseconds) / 2000, other_side)


main()
