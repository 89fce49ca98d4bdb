"""A log archive, busy in C functions and the standard library: parse, sort, store, compress, check.

    ./pyrometer examples/library_code.py
"""

import hashlib
import json
import re
import sqlite3
import sys
import zlib

LINE = re.compile(r"(?P<host>\S+) \[(?P<second>\d+)\] \"(?P<verb>[A-Z]+) (?P<path>[^\"]*)\" (?P<status>\d{3})")


def write_log(lines):
    verbs = ["GET", "GET", "GET", "POST", "DELETE"]
    return "\n".join(
        '10.0.%d.%d [%d] "%s /item/%d" %d'
        % (i % 7, i % 251, i * 7919 % 86400, verbs[i % 5], i * 31 % 1009, 200 if i % 17 else 404)
        for i in range(lines)
    )


def parse(log):
    return [match.groupdict() for match in LINE.finditer(log)]


def order(records):
    records.sort(key=lambda record: (int(record["second"]), record["host"]))


def store(records):
    database = sqlite3.connect(":memory:")
    database.execute("create table log (host text, second integer, verb text, path text, status integer)")
    database.executemany("insert into log values (:host, :second, :verb, :path, :status)", records)
    return database.execute(
        "select path, count(*) from log where status = 404 group by path order by 2 desc, 1 limit 3"
    ).fetchall()


def archive(records):
    document = json.dumps(records, indent=1).encode()
    packed = zlib.compress(document, 9)
    if json.loads(zlib.decompress(packed)) != records:
        raise ValueError("the archive is not what was put in")
    return packed, hashlib.pbkdf2_hmac("sha256", document, b"salt", 400000).hex()


def main(lines):
    records = parse(write_log(lines))
    order(records)
    print("broken:", store(records))
    packed, seal = archive(records)
    print("packed: %d bytes, sealed %s" % (len(packed), seal[:16]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80000)
