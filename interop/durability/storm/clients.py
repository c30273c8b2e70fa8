#!/usr/bin/env python3
"""Clients that push, mount, tag, delete and pull at random through several instances of one registry,
while somebody collects garbage and instances are killed.

    clients.py --seconds N --grace SECONDS --out FILE HOST:PORT...

Each thread has tags of its own, of which it knows what they must lead to: those are pulled whole each
time, whatever happens. Others it shares, and then something may be deleted under its hands; but what
is there must be whole. A push must not be refused for a blob that the client was told of within the
grace time. The first thing that should not be ends the program with exit status 1; otherwise FILE has
the tags that must be there, and the counts are printed.
"""
import argparse, collections, hashlib, http.client, json, random, sys, threading, time

MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
INDEX = 'application/vnd.oci.image.index.v1+json'
REPOSITORIES = ['storm/a', 'storm/a/b', 'storm/team/app', 'storm/x']
POOL, THREADS, OWN, SHARED = 100, 6, 5, 4


class Wrong(Exception):
    pass


class Storm:
    def __init__(self, options):
        self.instances, self.grace = options.instances, options.grace
        self.end = time.monotonic() + options.seconds
        self.counts, self.lock = collections.Counter(), threading.Lock()
        self.failed = None

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def on(self):
        return self.failed is None and time.monotonic() < self.end


def digest(data):
    return 'sha256:' + hashlib.sha256(data).hexdigest()


def pool(number):
    return (b'layer %d ' % number) * (1 + number * 97)


def bare(data, media_type):
    return {'mediaType': media_type, 'digest': digest(data), 'size': len(data)}


class Client:
    """One thread of the storm."""

    def __init__(self, storm, number):
        self.storm, self.number, self.random = storm, number, random.Random(number)
        self.connections, self.serial = {}, 0
        self.own = {}  # (repository, tag): digest, None for deleted
        self.attached = {}  # (repository, subject): digests of referrers

    # --- requests

    def ask(self, method, path, body=None, headers=None, address=None):
        """Once, to some instance. None if it died meanwhile."""
        address = address or self.random.choice(self.storm.instances)
        connection = self.connections.get(address)
        if connection is None:
            connection = self.connections[address] = http.client.HTTPConnection(address, timeout=60)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            self.storm.count('requests that met a dead instance')
            time.sleep(0.05)
            return None
        if response.status >= 500:
            raise Wrong('%s %s: %d %s' % (method, path, response.status, data[:300]))
        return response, data

    def surely(self, method, path, body=None, headers=None):
        """Until somebody answers: whatever is asked may be asked twice."""
        for _ in range(600):
            answer = self.ask(method, path, body, headers)
            if answer:
                return answer
        raise Wrong('nobody answered %s %s' % (method, path))

    # --- pushing

    def push_blob(self, repository, data):
        """Returns since when the client knows that it is there."""
        name = digest(data)
        since, impatient = time.monotonic(), self.random.random() < 0.2  # some mount without asking first
        if not impatient:
            response, _ = self.surely('HEAD', '/v2/%s/blobs/%s' % (repository, name))
            if response.status == 200:
                self.storm.count('blobs found')
                return since
        if impatient or self.random.random() < 0.5:
            since = time.monotonic()
            source = self.random.choice(REPOSITORIES)
            response, _ = self.surely(
                'POST', '/v2/%s/blobs/uploads/?mount=%s&from=%s' % (repository, name, source))
            if response.status == 201:
                self.storm.count('mounts')
                return since
        for _ in range(50):  # an upload dies with the answer that is lost
            since = time.monotonic()
            if self.upload(repository, name, data):
                self.storm.count('uploads')
                return since
        raise Wrong('no upload of %s came to its end' % name)

    def upload(self, repository, name, data):
        answer = self.ask('POST', '/v2/%s/blobs/uploads/' % repository)
        if not answer or answer[0].status != 202:
            return False
        place, at, step = answer[0].getheader('Location'), 0, 1 + len(data) // self.random.choice([1, 1, 3])
        if self.random.random() < 0.05:
            return False  # a client that gives up
        while at < len(data):
            part = data[at:at + step]
            answer = self.ask('PATCH', self.path(place), part, {
                'Content-Type': 'application/octet-stream',
                'Content-Range': '%d-%d' % (at, at + len(part) - 1)})
            if not answer or answer[0].status != 202:
                return False
            place, at = answer[0].getheader('Location'), at + len(part)
        path = self.path(place)
        answer = self.ask('PUT', path + ('&' if '?' in path else '?') + 'digest=' + name)
        if answer and answer[0].status != 201:
            raise Wrong('PUT of blob %s: %d %s' % (name, answer[0].status, answer[1]))
        return answer is not None

    @staticmethod
    def path(location):
        return location if location.startswith('/') else '/' + location.split('/', 3)[3]

    def put(self, repository, reference, manifest, media_type, since):
        response, body = self.surely(
            'PUT', '/v2/%s/manifests/%s' % (repository, reference), manifest, {'Content-Type': media_type})
        if response.status == 201:
            self.storm.count('manifests pushed')
            return True
        if time.monotonic() - since > self.storm.grace:
            self.storm.count('pushes refused after more than the grace time')
            return False
        raise Wrong('push of %s %s, %.1f s after its blobs: %d %s' % (
            repository, reference, time.monotonic() - since, response.status, body))

    def image(self, repository, unique, **more):
        """Pushes the blobs of an image, and returns its manifest and since when they are known to be there."""
        layers = [pool(self.random.randrange(POOL)) for _ in range(self.random.randint(1, 4))]
        if unique:
            self.serial += 1
            layers.append(b'layer %d of client %d ' % (self.serial, self.number) * 50)
        since = min(self.push_blob(repository, data) for data in layers)
        descriptors = [bare(data, 'application/octet-stream') for data in layers]
        manifest = {'schemaVersion': 2, 'mediaType': MANIFEST, 'config': descriptors[0], 'layers': descriptors, **more}
        return json.dumps(manifest).encode(), since

    def push(self, repository, tag, unique):
        """Returns the digest that the tag leads to now."""
        while True:
            if self.random.random() < 0.25:
                manifest, media_type, since = self.index(repository)
            else:
                (manifest, since), media_type = self.image(repository, unique), MANIFEST
            if manifest and self.put(repository, tag, manifest, media_type, since):
                return digest(manifest)

    def index(self, repository):
        """Images by digest, then what lists them: until that is there, nothing needs them."""
        children, known = [], None
        for _ in range(2):
            # of their own: one that is also tagged somewhere may be deleted there
            manifest, since = self.image(repository, unique=True)
            pushed = time.monotonic()
            if not self.put(repository, digest(manifest), manifest, MANIFEST, since):
                return None, INDEX, since
            known = known or pushed
            children.append(bare(manifest, MANIFEST))
        return json.dumps({'schemaVersion': 2, 'mediaType': INDEX, 'manifests': children}).encode(), INDEX, known

    # --- what a client does

    def push_own(self):
        key = (self.random.choice(REPOSITORIES), 'own-%d-%d' % (self.number, self.random.randrange(OWN)))
        self.own[key] = self.push(key[0], key[1], unique=True)

    def push_shared(self):
        self.push(self.random.choice(REPOSITORIES), 'shared-%d' % self.random.randrange(SHARED), unique=False)

    def push_untagged(self):
        repository = self.random.choice(REPOSITORIES)
        manifest, since = self.image(repository, unique=True)
        self.put(repository, digest(manifest), manifest, MANIFEST, since)

    def attach(self):
        present = [key for key, value in self.own.items() if value]
        if not present:
            return
        repository, tag = self.random.choice(present)
        subject = self.own[repository, tag]
        response, body = self.surely('GET', '/v2/%s/manifests/%s' % (repository, subject))
        if response.status != 200:
            raise Wrong('%s:%s is gone: %d' % (repository, tag, response.status))
        media_type = json.loads(body)['mediaType']
        manifest, since = self.image(
            repository, True, subject=bare(body, media_type), artifactType='application/vnd.example.note')
        if self.put(repository, digest(manifest), manifest, MANIFEST, since):
            self.attached.setdefault((repository, subject), set()).add(digest(manifest))
            self.storm.count('referrers attached')

    def delete_own(self):
        present = [key for key, value in self.own.items() if value]
        if present:
            key = self.random.choice(present)
            self.delete(key[0], key[1] if self.random.random() < 0.7 else self.own[key])
            self.own[key] = None

    def delete_shared(self):
        repository, tag = self.random.choice(REPOSITORIES), 'shared-%d' % self.random.randrange(SHARED)
        reference = tag
        if self.random.random() < 0.5:
            response, body = self.surely('GET', '/v2/%s/manifests/%s' % (repository, tag))
            if response.status != 200:
                return
            reference = digest(body)
        self.delete(repository, reference)

    def delete(self, repository, reference):
        response, body = self.surely('DELETE', '/v2/%s/manifests/%s' % (repository, reference))
        if response.status not in (202, 404):
            raise Wrong('DELETE %s %s: %d %s' % (repository, reference, response.status, body))
        self.storm.count('deletes')

    def pull_own(self):
        present = [key for key, value in self.own.items() if value]
        if present:
            key = self.random.choice(present)
            self.pull_whole(key, self.own[key])

    def pull_whole(self, key, expected):
        missing = self.pull(key[0], key[1], expected)
        if missing:
            raise Wrong('%s:%s lacks %s' % (key + (missing,)))

    def pull_shared(self):
        repository, tag = self.random.choice(REPOSITORIES), 'shared-%d' % self.random.randrange(SHARED)
        response, _ = self.surely('HEAD', '/v2/%s/manifests/%s' % (repository, tag))
        if response.status == 200:
            name = response.getheader('Docker-Content-Digest')
            missing = self.pull(repository, name, name)
            # Deleted under our hands, and then it is gone. If it is there, it must be whole.
            if missing and missing != name:
                response, _ = self.surely('HEAD', '/v2/%s/manifests/%s' % (repository, name))
                if response.status == 200:
                    raise Wrong('%s@%s is there and lacks %s' % (repository, name, missing))

    def pull(self, repository, reference, expected):
        """Returns what is missing, None if it is whole."""
        response, body = self.surely('GET', '/v2/%s/manifests/%s' % (repository, reference))
        if response.status != 200:
            return expected
        if digest(body) != expected:
            raise Wrong('%s:%s is %s, not %s' % (repository, reference, digest(body), expected))
        content = json.loads(body)
        for child in content.get('manifests', []):
            missing = self.pull(repository, child['digest'], child['digest'])
            if missing:
                return missing
        for blob in content.get('layers', []) + ([content['config']] if 'config' in content else []):
            response, data = self.surely('GET', '/v2/%s/blobs/%s' % (repository, blob['digest']))
            if response.status != 200:
                return blob['digest']
            if digest(data) != blob['digest']:
                raise Wrong('blob %s of %s has other bytes' % (blob['digest'], repository))
        self.storm.count('pulls')
        return None

    def run(self):
        acts = ([self.push_own] * 4 + [self.push_shared] * 4 + [self.push_untagged] + [self.attach] +
                [self.delete_own] * 2 + [self.delete_shared] * 3 + [self.pull_own] * 5 + [self.pull_shared] * 5)
        try:
            while self.storm.on():
                self.random.choice(acts)()
            for key, name in self.own.items():
                if name:
                    self.pull_whole(key, name)
        except BaseException as e:  # whatever it is, the others must stop
            self.storm.failed = self.storm.failed or '%s: %s' % (type(e).__name__, e)
            raise


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('--grace', type=float, required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('instances', nargs='+')
    storm = Storm(parser.parse_args())
    clients = [Client(storm, number) for number in range(THREADS)]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if storm.failed:
        sys.exit(storm.failed)
    tags, referrers = {}, {}
    for client in clients:
        for (repository, tag), name in client.own.items():
            tags['%s:%s' % (repository, tag)] = name
        for (repository, subject), names in client.attached.items():
            if subject in client.own.values():
                referrers['%s@%s' % (repository, subject)] = sorted(names)
    with open(parser.parse_args().out, 'w') as out:
        json.dump({'tags': tags, 'referrers': referrers}, out, indent=1)
    print(', '.join('%s: %d' % each for each in sorted(storm.counts.items())))


main()
