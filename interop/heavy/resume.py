#!/usr/bin/env python3
"""A client that loses its connection in the middle of a chunk, and goes on where the registry stands.

    resume.py begin HOST:PORT REPOSITORY FILE [BYTES]
        opens an upload, announces the whole file as one chunk, sends BYTES (default: half) and cuts
        the connection; waits until the registry's offset stands still; prints "LOCATION OFFSET"
    resume.py finish HOST:PORT FILE LOCATION
        asks for the offset, sends the rest with Content-Range, closes with the digest; prints the digest
"""
import hashlib, http.client, os, re, socket, sys, time


def request(address, method, path, body=None, **headers):
    connection = http.client.HTTPConnection(address, timeout=60)
    connection.request(method, path, body=body, headers={k.replace('_', '-'): v for k, v in headers.items()})
    response = connection.getresponse()
    text = response.read()
    return response.status, response, text


def expect(status, wanted, what, text=b''):
    if status != wanted:
        sys.exit('%s: expected %d, got %d %s' % (what, wanted, status, text[:300]))


def path_of(location):
    return re.sub(r'^https?://[^/]+', '', location)


def offset(address, location):
    """How many bytes the registry says it has, and where the upload now is."""
    status, response, text = request(address, 'GET', location)
    expect(status, 204, 'upload status', text)
    last = re.fullmatch(r'0-(\d+)', response.getheader('Range') or '')
    if not last:
        sys.exit('upload status: bad Range %r' % response.getheader('Range'))
    # "0-0" is both one byte and none: the specification has no other form for an empty upload
    return int(last.group(1)) + 1, path_of(response.getheader('Location') or location)


def begin(address, repository, file, length=None):
    size = os.path.getsize(file)
    length = int(length or size // 2)
    status, response, text = request(address, 'POST', '/v2/%s/blobs/uploads/' % repository, Content_Length='0')
    expect(status, 202, 'POST', text)
    location = path_of(response.getheader('Location'))

    host, port = address.split(':')
    with socket.create_connection((host, int(port))) as raw, open(file, 'rb') as content:
        raw.sendall(('PATCH %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/octet-stream\r\n'
                     'Content-Range: 0-%d\r\nContent-Length: %d\r\n\r\n'
                     % (location, address, size - 1, size)).encode())
        left = length
        while left:
            piece = content.read(min(left, 1 << 16))
            raw.sendall(piece)
            left -= len(piece)

    # The registry learns of the cut a moment later. What it has then is for it to say, but no more
    # than was sent, and it must stay so.
    before, since, deadline = None, time.monotonic(), time.monotonic() + 30
    while time.monotonic() < deadline:
        now, location = offset(address, location)
        if now > length:
            sys.exit('the registry claims %d bytes, %d were sent' % (now, length))
        if now != before:
            before, since = now, time.monotonic()
        elif now > 1 and time.monotonic() - since > 1:
            print(location, now)
            return
        time.sleep(0.1)
    sys.exit('the offset did not come to rest above 0, last: %s' % before)


def finish(address, file, location):
    data = open(file, 'rb').read()
    digest = 'sha256:' + hashlib.sha256(data).hexdigest()
    start, location = offset(address, location)
    status, response, text = request(
        address, 'PATCH', location, data[start:], Content_Type='application/octet-stream',
        Content_Range='%d-%d' % (start, len(data) - 1))
    expect(status, 202, 'PATCH of bytes %d-%d' % (start, len(data) - 1), text)
    if response.getheader('Range') != '0-%d' % (len(data) - 1):
        sys.exit('PATCH: bad Range %r' % response.getheader('Range'))
    location = path_of(response.getheader('Location'))
    location += ('&' if '?' in location else '?') + 'digest=' + digest
    status, response, text = request(address, 'PUT', location, Content_Length='0')
    expect(status, 201, 'PUT', text)
    print(digest)


{'begin': begin, 'finish': finish}[sys.argv[1]](*sys.argv[2:])
