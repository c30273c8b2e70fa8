#!/usr/bin/env python3
"""Reads everything that a registry offers and prints it as sorted lines, to be compared with diff.

    snapshot.py HOST:PORT

One line per repository with tags, per tag (digest and media type) and per piece of content that a
tag leads to (manifests, children, configs, layers, foreign layers left out): each was fetched, its
bytes hashed, and its size compared with the descriptor's. Whatever does not fit ends the program
with exit status 1 and the reason on standard error.
"""
import hashlib, http.client, json, re, sys

TYPES = ', '.join([
    'application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
    'application/vnd.docker.distribution.manifest.list.v2+json'])


class Wrong(Exception):
    pass


class Client:
    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=60)

    def get(self, path, ok=(200,)):
        self.connection.request('GET', path, headers={'Accept': TYPES})
        response = self.connection.getresponse()
        if response.status not in ok:
            raise Wrong('GET %s: %d %s' % (path, response.status, response.read(300)))
        return response

    def hashed(self, path, algorithm):
        response, hash_, size = self.get(path), hashlib.new(algorithm), 0
        while chunk := response.read(1 << 20):
            hash_.update(chunk)
            size += len(chunk)
        return algorithm + ':' + hash_.hexdigest(), size

    def pages(self, path, key):
        values, seen = [], set()
        while path and path not in seen:
            seen.add(path)
            response = self.get(path, ok=(200, 404))
            body, link = response.read(), response.getheader('Link')
            if response.status == 200:
                values += json.loads(body).get(key) or []
            following = re.match(r'<([^>]+)>; *rel="next"', link or '')
            path = following and re.sub(r'^https?://[^/]+', '', following.group(1))
        return values


class Snapshot:
    def __init__(self, address):
        self.client, self.lines, self.done = Client(address), set(), set()

    def take(self):
        for name in self.client.pages('/v2/_catalog?n=100', 'repositories'):
            tags = self.client.pages('/v2/%s/tags/list' % name, 'tags')
            if tags:   # emptied repositories stay in some registries' catalogs
                self.lines.add('repository ' + name)
            for tag in tags:
                self.lines.add('tag %s:%s %s' % (name, tag, self.manifest(name, tag)))
        return sorted(self.lines)

    def manifest(self, name, reference):
        response = self.client.get('/v2/%s/manifests/%s' % (name, reference))
        body, media_type = response.read(), response.getheader('Content-Type')
        algorithm = reference.split(':')[0] if ':' in reference else \
            (response.getheader('Docker-Content-Digest') or 'sha256:').split(':')[0]
        digest = algorithm + ':' + hashlib.new(algorithm, body).hexdigest()
        if ':' in reference and reference != digest:
            raise Wrong('%s: manifest %s has the digest %s' % (name, reference, digest))
        if response.getheader('Docker-Content-Digest') not in (None, digest):
            raise Wrong('%s: manifest %s: wrong Docker-Content-Digest' % (name, reference))
        if (name, digest) not in self.done:
            self.done.add((name, digest))
            self.lines.add('manifest %s@%s %s %d' % (name, digest, media_type, len(body)))
            value = json.loads(body)
            for child in value.get('manifests', []):
                self.manifest(name, child['digest'])
            for blob in [value[k] for k in ['config'] if k in value] + value.get('layers', []):
                if not blob.get('urls'):
                    self.blob(name, blob)
            self.manifest(name, digest)   # by digest too, the same bytes
        return digest

    def blob(self, name, descriptor):
        digest = descriptor['digest']
        if (name, digest) in self.done:
            return
        self.done.add((name, digest))
        actual = self.client.hashed('/v2/%s/blobs/%s' % (name, digest), digest.split(':')[0])
        if actual != (digest, descriptor['size']):
            raise Wrong('%s: blob %s is %s' % (name, digest, actual))
        self.lines.add('blob %s@%s %d' % (name, digest, descriptor['size']))


try:
    print('\n'.join(Snapshot(sys.argv[1]).take()))
except Wrong as reason:
    sys.exit('snapshot: %s' % reason)
