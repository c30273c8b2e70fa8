"""Clients that push, tag, mount and delete in every way that there is, and write down what they were told.

Each has repositories of its own, in which it alone decides, and all of them push the same images to
repositories that they share, at the same time. They end when told to or when the registry goes away;
what they had begun they go on with next time, as clients do.
"""
import hashlib, http.client, json, random, re, socket, threading

OCI = 'application/vnd.oci.image.'
MANIFEST, INDEX = OCI + 'manifest.v1+json', OCI + 'index.v1+json'
CONFIG, LAYER = OCI + 'config.v1+json', OCI + 'layer.v1.tar'
SHARED = ['shared/app', 'shared/other']
SHARED_TAGS = ['latest', 'stable', 'edge']


class Gone(Exception):
    """The registry went away, and whether it did what it was asked nobody knows."""


class Wrong(Exception):
    """The registry answered what it must not."""


def digest_of(content):
    return 'sha256:' + hashlib.sha256(content).hexdigest()


class Connection:
    """One client's connection to the registry, opened again when it was lost."""

    def __init__(self, address):
        self.address = address
        self.connection = None

    def request(self, method, path, body=b'', headers=None):
        """The status, the headers (by lower-case name) and the body."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.address, timeout=60)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connection.request(method, path, body=body or None,
                                    headers={**(headers or {}), 'Content-Length': str(len(body))})
            answer = self.connection.getresponse()
            content = answer.read()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content
        except (OSError, http.client.HTTPException) as e:
            self.close()
            raise Gone(repr(e)) from e

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Upload:
    """A blob on its way in chunks, to be gone on with after the registry came back."""

    def __init__(self, repository, content, chunk):
        self.repository, self.content, self.chunk = repository, content, chunk
        self.location = None
        self.acknowledged = 0    # bytes that an answer counted
        self.sent = 0            # bytes that were ever sent
        self.closing = False     # whether the PUT was sent


class Pusher:
    def __init__(self, number, seed, address, journal, keeps_uploads):
        self.number, self.journal, self.keeps_uploads = number, journal, keeps_uploads
        self.chance = random.Random('%s/%d' % (seed, number))
        self.connection = Connection(address)
        self.app, self.other = 'w%d/app' % number, 'w%d/other' % number
        self.images = []       # digests of our images, of which any may be tagged again or deleted
        self.kept = []         # those that indexes and referrers need
        self.bodies = {}       # digest -> bytes of manifests
        self.loose = []        # blobs that no manifest needs
        self.uploads = []      # not finished
        self.again = None      # what was interrupted and will be tried again
        self.answers = 0
        self.resumed = 0
        self.failure = None

    # --- going on

    def run(self, stop, trouble):
        try:
            while not stop.is_set():
                if self.again:
                    self.again()
                    self.again = None
                elif self.uploads:
                    self.resume(self.uploads[0])
                    self.uploads.pop(0)
                else:
                    self.one_thing()
        except Gone:
            pass
        except Wrong as e:
            if not trouble.is_set():
                self.failure = str(e)
        finally:
            self.connection.close()

    def one_thing(self):
        things = {self.push_image: 30, self.push_shared: 25, self.push_chunked: 8, self.push_index: 6, self.attach: 10,
                  self.move_tag: 14, self.delete_tag: 8, self.delete_image: 6, self.push_loose: 6, self.delete_loose: 4,
                  self.mount: 8, self.delete_shared_tag: 2}
        (thing,) = self.chance.choices(list(things), list(things.values()))
        thing()

    def ask(self, method, path, expected, body=b'', headers=None, change=None):
        """A request; with a change (thing, value) it goes to the journal. Other answers than the expected are wrong."""
        event = change and self.journal.begin(*change)
        status, answer, content = self.connection.request(method, path, body, headers)
        self.answers += 1
        if status not in expected:
            raise Wrong('%s %s was answered %d %s' % (method, path, status, content[:300].decode(errors='replace')))
        if event:
            if status < 300:
                self.journal.answered(change[0], event)
            else:
                self.journal.refused(change[0], event)
        return status, answer, content

    # --- blobs

    def bytes(self, largest=20_000):
        size = self.chance.randint(1, largest)
        if self.chance.random() < 0.03:
            size = self.chance.randint(200_000, 1_500_000)
        return self.chance.randbytes(size)

    def start(self, repository):
        _, answer, _ = self.ask('POST', '/v2/%s/blobs/uploads/' % repository, {202})
        return path_of(answer['location'])

    def push_blob(self, repository, content):
        """As Docker does, or in one PUT, or in chunks."""
        digest = digest_of(content)
        thing = ('blob', repository, digest)
        if self.ask('HEAD', '/v2/%s/blobs/%s' % (repository, digest), {200, 404})[0] == 200:
            return digest
        way = self.chance.random()
        location = self.start(repository)
        if way < 0.6:
            _, answer, _ = self.ask('PATCH', location, {202}, content, {'Content-Type': 'application/octet-stream'})
            self.ask('PUT', with_digest(path_of(answer['location']), digest), {201}, change=(thing, True))
        elif way < 0.85:
            self.ask('PUT', with_digest(location, digest), {201}, content,
                     {'Content-Type': 'application/octet-stream'}, change=(thing, True))
        else:
            upload = Upload(repository, content, max(1, len(content) // 3))
            upload.location = location
            self.send(upload, 0)
        return digest

    def push_chunked(self):
        content = self.chance.randbytes(self.chance.randint(50_000, 600_000))
        upload = Upload(self.app, content, self.chance.randint(15_000, 90_000))
        self.uploads.append(upload)
        upload.location = self.start(self.app)
        self.send(upload, 0)
        self.uploads.remove(upload)

    def send(self, upload, offset):
        digest, size = digest_of(upload.content), len(upload.content)
        while offset < size:
            end = min(offset + upload.chunk, size)
            upload.sent = max(upload.sent, end)
            _, answer, _ = self.ask('PATCH', upload.location, {202}, upload.content[offset:end], {
                'Content-Type': 'application/octet-stream', 'Content-Range': '%d-%d' % (offset, end - 1)})
            upload.location = path_of(answer['location'])
            if answer.get('range') != '0-%d' % (end - 1):
                raise Wrong('after bytes up to %d the range is %s' % (end, answer.get('range')))
            offset = upload.acknowledged = end
        upload.closing = True
        self.ask('PUT', with_digest(upload.location, digest), {201},
                 change=(('blob', upload.repository, digest), True))

    def resume(self, upload):
        """Goes on from where the registry says that it is: all that it counts must be what we sent."""
        self.resumed += 1
        if upload.location is not None:
            status, answer, _ = self.ask('GET', upload.location, {204, 404})
            if status == 204:
                last = int(re.fullmatch(r'0-(\d+)', answer['range']).group(1))
                # "0-0" is one byte or none; no chunk has one byte
                size = last + 1 if last else 0
                if size > upload.sent or (self.keeps_uploads and size < upload.acknowledged):
                    raise Wrong('upload %s counts %d bytes; %d were sent, %d acknowledged' % (
                        upload.location, size, upload.sent, upload.acknowledged))
                upload.location = path_of(answer['location'])
                self.send(upload, size)
                return
            if self.keeps_uploads and not upload.closing:
                raise Wrong('upload %s is gone' % upload.location)
        upload.acknowledged = upload.sent = 0
        upload.closing = False
        upload.location = self.start(upload.repository)
        self.send(upload, 0)

    def push_loose(self):
        digest = self.push_blob(self.app, self.bytes())
        if digest not in self.loose:
            self.loose.append(digest)

    def delete_loose(self):
        if self.loose:
            digest = self.loose.pop(self.chance.randrange(len(self.loose)))
            self.ask('DELETE', '/v2/%s/blobs/%s' % (self.app, digest), {202, 404},
                     change=(('blob', self.app, digest), None))

    def mount(self):
        if self.loose:
            digest = self.chance.choice(self.loose)
            thing = ('blob', self.other, digest)
            event = self.journal.begin(thing, True)
            status, _, _ = self.ask('POST', '/v2/%s/blobs/uploads/?mount=%s&from=%s' % (self.other, digest, self.app),
                                    {201, 202})
            if status == 201:
                self.journal.answered(thing, event)
            else:
                self.journal.refused(thing, event)

    # --- manifests and tags

    def push_manifest(self, repository, manifest, tag=None, more_tags=()):
        content = json.dumps(manifest).encode()
        digest = digest_of(content)
        self.bodies[digest] = content
        children = [('manifest', c['digest']) for c in manifest.get('manifests', [])]
        blobs = [('blob', d['digest']) for d in [manifest.get('config')] + manifest.get('layers', []) if d]
        subject = manifest.get('subject')
        with self.journal.lock:
            self.journal.contents[digest] = children + blobs
            if subject:
                self.journal.subjects.setdefault((repository, subject['digest']), set()).add(digest)
        self.put_manifest(repository, digest, manifest['mediaType'], tag, more_tags)
        return {'mediaType': manifest['mediaType'], 'digest': digest, 'size': len(content)}

    def put_manifest(self, repository, digest, media_type, tag=None, more_tags=()):
        tags = ([tag] if tag else []) + list(more_tags)
        changes = [(('manifest', repository, digest), True)] + [(('tag', repository, t), digest) for t in tags]
        events = [(change[0], self.journal.begin(*change)) for change in changes]
        # several tags go with a push by digest
        reference = digest + '?' + '&'.join('tag=' + t for t in tags) if more_tags else tag or digest
        self.ask('PUT', '/v2/%s/manifests/%s' % (repository, reference), {201}, self.bodies[digest],
                 {'Content-Type': media_type})
        for thing, event in events:
            self.journal.answered(thing, event)

    def image(self, repository, chance_of_content, subject=None):
        layers = [chance_of_content() for _ in range(self.chance.randint(1, 3))]
        config = json.dumps({'architecture': 'amd64', 'os': 'linux', 'rootfs': {
            'type': 'layers', 'diff_ids': [digest_of(layer) for layer in layers]}}).encode()
        manifest = {'schemaVersion': 2, 'mediaType': MANIFEST,
                    'config': {'mediaType': CONFIG, 'digest': self.push_blob(repository, config), 'size': len(config)},
                    'layers': [{'mediaType': LAYER, 'digest': self.push_blob(repository, layer), 'size': len(layer)}
                               for layer in layers]}
        if subject:
            manifest.update(subject=subject, artifactType='application/vnd.example.note')
        return manifest

    def push_image(self):
        tag = 'v%d' % self.chance.randrange(40)
        more_tags = ['also%d' % self.chance.randrange(10)] if self.chance.random() < 0.2 else []
        manifest = self.image(self.app, self.bytes)
        self.again = lambda: self.push_manifest(self.app, manifest, tag, more_tags)
        self.images.append(self.again()['digest'])
        self.again = None

    def push_shared(self):
        """The same few images by all clients at once: whoever finds a blob of another there does not push it."""
        shared = random.Random(self.chance.randrange(10_000))
        repository = self.chance.choice(SHARED)
        manifest = self.image(repository, lambda: shared.randbytes(3000))
        tag = self.chance.choice(SHARED_TAGS) if self.chance.random() < 0.8 else None
        self.push_manifest(repository, manifest, tag)

    def push_index(self):
        children = [self.push_manifest(self.app, self.image(self.app, self.bytes)) for _ in range(2)]
        index = {'schemaVersion': 2, 'mediaType': INDEX, 'manifests': [
            {**child, 'platform': {'os': 'linux', 'architecture': a}} for child, a in zip(children, ['amd64', 'arm64'])]}
        pushed = self.push_manifest(self.app, index, 'multi%d' % self.chance.randrange(5))
        self.kept.append(pushed)

    def attach(self):
        if not self.kept:
            self.kept.append(self.push_manifest(self.app, self.image(self.app, self.bytes)))
        subject = self.chance.choice(self.kept[-5:])
        self.push_manifest(self.app, self.image(self.app, self.bytes, subject))

    def move_tag(self):
        if self.images:
            self.put_manifest(self.app, self.chance.choice(self.images), MANIFEST, 'moving%d' % self.chance.randrange(3))

    def delete_tag(self):
        tag = self.chance.choice(['v%d' % self.chance.randrange(40), 'moving%d' % self.chance.randrange(3)])
        self.ask('DELETE', '/v2/%s/manifests/%s' % (self.app, tag), {202, 404}, change=(('tag', self.app, tag), None))

    def delete_shared_tag(self):
        repository, tag = self.chance.choice(SHARED), self.chance.choice(SHARED_TAGS)
        self.ask('DELETE', '/v2/%s/manifests/%s' % (repository, tag), {202, 404}, change=(('tag', repository, tag), None))

    def delete_image(self):
        if not self.images:
            return
        digest = self.images.pop(self.chance.randrange(len(self.images)))
        # the tags that point to it go with it
        with self.journal.lock:
            tags = [thing for thing in self.journal.events if thing[0] == 'tag' and thing[1] == self.app]
        tags = [(thing, self.journal.possible(thing)) for thing in tags]
        tags = [(thing, values) for thing, values in tags if digest in values]
        changes = [(('manifest', self.app, digest), self.journal.begin(('manifest', self.app, digest), None))]
        changes += [(thing, self.journal.begin(thing, None)) for thing, _ in tags]
        status, _, _ = self.ask('DELETE', '/v2/%s/manifests/%s' % (self.app, digest), {202, 404})
        certain = {thing for thing, values in tags if values == {digest}} | {changes[0][0]}
        for thing, event in changes:
            if status == 404:
                self.journal.refused(thing, event)
            elif thing in certain:
                self.journal.answered(thing, event)


def path_of(location):
    return re.sub(r'^https?://[^/]+', '', location)


def with_digest(location, digest):
    return location + ('&' if '?' in location else '?') + 'digest=' + digest


class Crowd:
    """All the pushers; they keep what they know from one run to the next."""

    def __init__(self, count, seed, address, journal, keeps_uploads):
        self.pushers = [Pusher(n, seed, address, journal, keeps_uploads) for n in range(count)]
        self.threads = []
        self.stop = threading.Event()
        self.trouble = threading.Event()    # set before the storage fails: from then on any answer will do

    def begin(self):
        self.stop.clear()
        self.trouble.clear()
        self.threads = [threading.Thread(target=pusher.run, args=(self.stop, self.trouble), daemon=True)
                        for pusher in self.pushers]
        for thread in self.threads:
            thread.start()

    def end(self):
        """To be called when the registry is gone, or will answer what is under way."""
        self.stop.set()
        for thread in self.threads:
            thread.join(120)
            if thread.is_alive():
                raise SystemExit('a client does not end')

    def failures(self):
        found = [pusher.failure for pusher in self.pushers if pusher.failure]
        for pusher in self.pushers:
            pusher.failure = None
        return found

    def total(self, what):
        return sum(getattr(pusher, what) for pusher in self.pushers)
