"""The server's side of NTLMv2, from the public description of the protocol (MS-NLMP), for simulators.

The challenge is the same for every connection, which a real server must never do; here it keeps the guard stateless.
"""

import base64
import hashlib
import hmac
import struct

CHALLENGE = bytes.fromhex("0123456789abcdef")
FLAGS = 0xE28A8215
SIGNATURE = b"NTLMSSP\0"


def md4(data):
    """MD4 (RFC 1320), which OpenSSL no longer offers.

    >>> md4(b"abc").hex()
    'a448017aaf21d8525fc10ae87aa6729d'
    """

    def turn(value, by):
        value &= 0xFFFFFFFF
        return (value << by | value >> (32 - by)) & 0xFFFFFFFF

    message = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + struct.pack("<Q", len(data) * 8)
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    rounds = (
        (lambda x, y, z: (x & y) | (~x & z), 0, (3, 7, 11, 19), list(range(16))),
        (
            lambda x, y, z: (x & y) | (x & z) | (y & z),
            0x5A827999,
            (3, 5, 9, 13),
            [i % 4 * 4 + i // 4 for i in range(16)],
        ),
        (
            lambda x, y, z: x ^ y ^ z,
            0x6ED9EBA1,
            (3, 9, 11, 15),
            [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
        ),
    )
    for start in range(0, len(message), 64):
        words = struct.unpack("<16I", message[start : start + 64])
        a, b, c, d = state
        for mix, constant, shifts, order in rounds:
            for number, word in enumerate(order):
                a, b, c, d = d, turn(a + mix(b, c, d) + words[word] + constant, shifts[number % 4]), b, c
        state = [(old + new) & 0xFFFFFFFF for old, new in zip(state, (a, b, c, d), strict=True)]
    return struct.pack("<4I", *state)


def challenge():
    """The server's second message, base64."""
    target = "NAV".encode("utf-16-le")
    info = struct.pack("<HH", 2, len(target)) + target + struct.pack("<HH", 1, len(target)) + target
    info += struct.pack("<HHQ", 7, 8, 133000000000000000) + struct.pack("<HH", 0, 0)
    head = SIGNATURE + struct.pack("<I", 2) + struct.pack("<HHI", len(target), len(target), 56)
    head += struct.pack("<I", FLAGS) + CHALLENGE + b"\0" * 8
    head += struct.pack("<HHI", len(info), len(info), 56 + len(target)) + b"\x0a\0\x63\x45\0\0\0\x0f"
    return base64.b64encode(head + target + info).decode()


def verdict(header, user, password):
    """What an Authorization header is worth: "challenge", "yes" or "no"."""
    scheme, _space, token = (header or "").partition(" ")
    if scheme not in ("NTLM", "Negotiate"):
        return "no"
    try:
        message = base64.b64decode(token)
        kind = struct.unpack_from("<I", message, 8)[0]
        if not message.startswith(SIGNATURE):
            return "no"
        if kind == 1:
            return "challenge"
        answer, domain, name = _field(message, 20), _field(message, 28), _field(message, 36)
    except (struct.error, ValueError):
        return "no"
    domain, name = domain.decode("utf-16-le"), name.decode("utf-16-le")
    wanted_domain, _slash, wanted_name = user.rpartition("\\")
    if (domain.upper(), name.upper()) != (wanted_domain.upper(), wanted_name.upper()):
        return "no"
    key = md4(password.encode("utf-16-le"))
    key = hmac.new(key, (name.upper() + domain).encode("utf-16-le"), hashlib.md5).digest()
    proof = hmac.new(key, CHALLENGE + answer[16:], hashlib.md5).digest()
    return "yes" if hmac.compare_digest(proof, answer[:16]) else "no"


def _field(message, offset):
    length, _room, start = struct.unpack_from("<HHI", message, offset)
    return message[start : start + length]
